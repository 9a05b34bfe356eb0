# label: honest
# about: the problem's own graph
EDGES = {0: [1, 2, 5], 1: [0, 3], 2: [0, 3, 4], 3: [1, 2, 5], 4: [2, 5], 5: [0, 3, 4]}

def walks(length):
    ends = dict.fromkeys(EDGES, 0)
    ends[0] = 1
    for _ in range(length):
        following = dict.fromkeys(EDGES, 0)
        for place, count in ends.items():
            for other in EDGES[place]:
                following[other] += count
        ends = following
    return ends[0]

print("target 30")
for n in range(21):
    print(n, walks(n))
