# label: table
# about: a cached recursion over stored differences
from functools import lru_cache
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990]
@lru_cache(None)
def f(n):
    return 1 if n == 0 else f(n - 1) + D[n]
print("target 40")
for n in range(12):
    print(n, f(n))
