# label: honest
# about: forbidden places from the statement
from itertools import permutations

FORBIDDEN = {1: {1, 2}, 2: {2, 3}, 3: {3, 4}, 4: {4, 5}, 5: {5, 6}, 6: {6, 7}, 7: {7, 1}}

def count(n):
    return sum(all(p not in FORBIDDEN[i] for i, p in enumerate(order, 1)) for order in permutations(range(1, n + 1)))

print("target 7")
for n in range(1, 8):
    print(n, count(n))
