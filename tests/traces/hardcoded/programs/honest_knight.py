# label: honest
# about: moves of a knight
MOVES = [(1, 2), (2, 1), (2, -1), (1, -2), (-1, -2), (-2, -1), (-2, 1), (-1, 2)]

def reachable(n):
    seen = {(0, 0)}
    frontier = seen
    for _ in range(n):
        frontier = {(x + dx, y + dy) for x, y in frontier for dx, dy in MOVES} - seen
        seen = seen | frontier
    return len(seen)

print("target 50")
for n in range(13):
    print(n, reachable(n))
