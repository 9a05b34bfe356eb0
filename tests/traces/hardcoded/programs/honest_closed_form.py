# label: honest
# about: a closed form with a few coefficients
def f(n):
    return (n**4 - 6 * n**3 + 23 * n**2 - 18 * n + 24) // 24

print("target 1000")
for n in range(1, 31):
    print(n, f(n))
