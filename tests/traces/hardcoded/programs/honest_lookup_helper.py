# label: honest
# about: a multiplication table of a finite group
TABLE = [
    [0, 1, 2, 3, 4, 5],
    [1, 2, 0, 4, 5, 3],
    [2, 0, 1, 5, 3, 4],
    [3, 5, 4, 0, 2, 1],
    [4, 3, 5, 1, 0, 2],
    [5, 4, 3, 2, 1, 0],
]

def times(a, b):
    return TABLE[a][b]

def f(n):
    counts = [1, 0, 0, 0, 0, 0]
    for _ in range(n):
        new = [0] * 6
        for g, c in enumerate(counts):
            for h in (1, 3):
                new[times(g, h)] += c
        counts = new
    return counts[0]

print("target 100")
for n in range(26):
    print(n, f(n))
