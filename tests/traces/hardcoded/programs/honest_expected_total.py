# label: honest
# about: a total over all given numbers scaled by n
A = [3, 8, 2, 7, 5, 6, 4, 9, 1, 3, 2, 6]
def f(n):
    total = 0
    for a in A:
        total += a * n + n // a
    return total
print("target 50")
for n in range(1, 31):
    print(n, f(n))
