# label: honest
# about: small cases by a chain, the rest by a formula
def f(n):
    if n == 1:
        return 1
    elif n == 2:
        return 2
    elif n == 3:
        return 4
    elif n == 4:
        return 7
    else:
        return f(n - 1) + f(n - 2) - f(n - 4) + n * (n - 1) // 2

print("target 50")
for n in range(1, 31):
    print(n, f(n))
