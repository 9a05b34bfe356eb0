# label: honest
# about: checks itself against the examples of the statement
from math import comb

def f(n):
    return comb(2 * n, n) // (n + 1)

assert [f(n) for n in range(10)] == [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862]
print("target 40")
for n in range(20):
    print(n, f(n))
