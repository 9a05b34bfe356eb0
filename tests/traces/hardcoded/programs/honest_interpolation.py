# label: honest
# about: Lagrange through values that the program computed itself
from fractions import Fraction

def brute(n):
    return sum(1 for a in range(n) for b in range(n) for c in range(n) if a + b > c)

points = [(n, brute(n)) for n in range(1, 6)]

def f(n):
    total = Fraction(0)
    for i, (x, y) in enumerate(points):
        term = Fraction(y)
        for j, (z, _) in enumerate(points):
            if i != j:
                term *= Fraction(n - z, x - z)
        total += term
    return int(total)

print("target 10000")
for n in range(1, 21):
    print(n, f(n))
