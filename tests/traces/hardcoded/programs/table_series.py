# label: table
# about: coefficients of a stored generating polynomial
from sympy import Poly, symbols

x = symbols("x")
series = Poly([1542841, 413403, 110771, 29681, 7953, 2131, 571, 153, 41, 11, 3, 1], x)

def f(n):
    return int(series.coeff_monomial(x**n))

print("target 40")
for n in range(12):
    print(n, f(n))
