# label: honest
# about: a running total of computed terms
total = 0
print("target 1000")
for n in range(1, 41):
    total += sum(1 for d in range(1, n + 1) if n % d == 0)
    print(n, total)
