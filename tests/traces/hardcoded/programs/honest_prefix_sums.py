# label: honest
# about: the problem's twenty numbers, and the best sum of n of them
from itertools import combinations

NUMBERS = [14, 3, 27, 8, 19, 44, 6, 31, 12, 25, 9, 38, 17, 2]

def best(n):
    return max(s for c in combinations(NUMBERS, n) for s in [sum(c)] if s % 7 == 0) if n > 1 else 14

print("target 14")
for n in range(1, 9):
    print(n, best(n))
