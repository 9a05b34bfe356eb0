# label: honest
# about: a table of transitions between profiles
NEXT = {0: [3, 6, 7, 0], 1: [2, 4], 2: [1], 3: [0, 4], 4: [1, 3], 6: [0, 1], 7: [0]}

def f(n):
    counts = {0: 1}
    for _ in range(n):
        new = {}
        for state, ways in counts.items():
            for other in NEXT.get(state, []):
                new[other] = new.get(other, 0) + ways
        counts = new
    return counts.get(0, 0)

print("target 100")
for n in range(30):
    print(n, f(n))
