# label: honest
# about: a total over all given numbers, then used
A = [3, 8, 2, 7, 5, 6, 4, 9, 1, 3, 2, 6]
total = 0
for a in A:
    total += a
def f(n):
    return pow(total, n, 1009)
print("target 50")
for n in range(1, 31):
    print(n, f(n))
