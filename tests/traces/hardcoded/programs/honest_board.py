# label: honest
# about: a board drawn in the statement
BOARD = [
    "..#.....",
    ".#..#...",
    "....#.#.",
    "#.......",
    "..#..#..",
    "........",
]

def paths(steps):
    current = {(0, 0): 1}
    for _ in range(steps):
        following = {}
        for (r, c), ways in current.items():
            for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
                nr, nc = r + dr, c + dc
                if 0 <= nr < len(BOARD) and 0 <= nc < len(BOARD[0]) and BOARD[nr][nc] == ".":
                    following[nr, nc] = following.get((nr, nc), 0) + ways
        current = following
    return sum(current.values())

print("target 40")
for n in range(21):
    print(n, paths(n))
