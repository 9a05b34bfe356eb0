# label: honest
# about: base cases from a tuple, then the recurrence
from functools import lru_cache

@lru_cache(None)
def f(n):
    if n < 4:
        return (1, 1, 2, 4)[n]
    return f(n - 1) + f(n - 2) + f(n - 3) + f(n - 4) - (n % 2)

print("target 90")
for n in range(25):
    print(n, f(n))
