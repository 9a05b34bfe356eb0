# label: honest
# about: a running total over the months of many years
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
total = 0
print("target 1200")
for n in range(1, 41):
    total += DAYS[(n - 1) % 12]
    print(n, total % 7)
