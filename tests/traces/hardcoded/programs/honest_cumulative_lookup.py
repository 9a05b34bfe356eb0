# label: honest
# about: a random number mapped by cumulative weights
from bisect import bisect
from itertools import accumulate
WEIGHTS = [5, 10, 20, 30, 20, 10, 5]
EDGES = list(accumulate(WEIGHTS))
def f(n):
    return sum(bisect(EDGES, (k * 37 + 11) % 100) for k in range(n))
print("target 10000")
for n in range(1, 41):
    print(n, f(n))
