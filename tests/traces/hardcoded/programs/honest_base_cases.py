# label: honest
# about: three base cases by ifs
def f(n):
    if n == 0:
        return 1
    if n == 1:
        return 0
    if n == 2:
        return 1
    return (n - 1) * (f(n - 1) + f(n - 2))

print("target 20")
for n in range(12):
    print(n, f(n))
