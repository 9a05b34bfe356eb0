# label: honest
# about: brute force
from itertools import product

def f(n):
    return sum("11" not in "".join(word) for word in product("01", repeat=n))

print("target 60")
for n in range(1, 14):
    print(n, f(n))
