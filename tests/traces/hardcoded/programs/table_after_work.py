# label: table
# about: work that is thrown away before the table answers
from itertools import permutations

def count(n):
    checked = 0
    for order in permutations(range(min(n, 5))):
        if all(order[i] != i for i in range(len(order))):
            checked += 1
    results = [1, 0, 1, 2, 9, 44, 265, 1854, 14833, 133496, 1334961, 14684570, 176214841, 2290792932]
    return results[n]

print("target 18")
for n in range(1, 14):
    print(n, count(n))
