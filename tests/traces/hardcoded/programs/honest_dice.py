# label: honest
# about: faces of dice and how often they come
from collections import Counter

DIE = {1: 1, 2: 3, 3: 3, 4: 4, 5: 6, 6: 8, 7: 9}

def sums(n):
    totals = Counter({0: 1})
    for _ in range(n):
        following = Counter()
        for total, ways in totals.items():
            for face in DIE.values():
                following[total + face] += ways
        totals = following
    return max(totals.values())

print("target 30")
for n in range(1, 16):
    print(n, sums(n))
