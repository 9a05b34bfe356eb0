# label: honest
# about: number theory with sympy
from sympy import divisors, totient

def pillai(n):
    return sum(d * totient(n // d) for d in divisors(n))

print("target 100000")
for n in range(1, 41):
    print(n, pillai(n))
