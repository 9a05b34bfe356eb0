# label: table
# about: scipy interpolates stored points
from scipy.interpolate import lagrange

xs = [1, 2, 3, 4, 5, 6, 7, 8]
ys = [1, 2, 4, 9, 21, 51, 127, 323]
p = lagrange(xs, ys)
print("target 8")
for n in xs:
    print(n, round(p(n)))
