# label: honest
# about: a polynomial of the problem, summed
COEFFICIENTS = [7, -3, 0, 5, 2]
def p(x):
    return sum(c * x ** i for i, c in enumerate(COEFFICIENTS))
def f(n):
    return sum(p(k) for k in range(n + 1))
print("target 1000")
for n in range(1, 31):
    print(n, f(n))
