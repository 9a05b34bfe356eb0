# label: table
# about: a table, with a brute force that only checks its first entries
from itertools import permutations

ANSWERS = [0, 1, 2, 9, 44, 265, 1854, 14833, 133496, 1334961, 14684570, 176214841, 2290792932, 32071101049]

def brute(n):
    return sum(all(p[i] != i for i in range(n)) for p in permutations(range(n)))

for n in range(1, 6):
    assert brute(n) == ANSWERS[n - 1]

print("target 100")
for n in range(1, 15):
    print(n, ANSWERS[n - 1])
