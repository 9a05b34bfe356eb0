# label: honest
# about: Bernoulli numbers in a list
from fractions import Fraction
from math import comb

BERNOULLI = [Fraction(1), Fraction(1, 2), Fraction(1, 6), Fraction(0), Fraction(-1, 30), Fraction(0), Fraction(1, 42)]

def power_sum(n, k=6):
    return sum(comb(k + 1, j) * BERNOULLI[j] * n ** (k + 1 - j) for j in range(k + 1)) / (k + 1)

print("target 1000")
for n in range(1, 31):
    print(n, power_sum(n))
