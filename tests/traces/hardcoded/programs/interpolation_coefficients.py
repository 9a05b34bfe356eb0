# label: table
# about: a polynomial of degree nine with stored coefficients
from fractions import Fraction

C = [Fraction(1, 1), Fraction(-43, 12), Fraction(5657, 720), Fraction(-298, 45), Fraction(2903, 960), Fraction(-113, 144), Fraction(19, 160), Fraction(-7, 720), Fraction(1, 2880), Fraction(0, 1)]

def f(n):
    return sum(c * n**k for k, c in enumerate(C))

print("target 10")
for n in range(10):
    print(n, f(n))
