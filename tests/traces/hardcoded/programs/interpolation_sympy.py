# label: table
# about: sympy interpolates stored points
from sympy import interpolate, symbols

x = symbols("x")
data = [(1, 1), (2, 3), (3, 11), (4, 41), (5, 153), (6, 571), (7, 2131), (8, 7953), (9, 29681)]
p = interpolate(data, x)
print("target 30")
for n in range(1, 10):
    print(n, p.subs(x, n))
