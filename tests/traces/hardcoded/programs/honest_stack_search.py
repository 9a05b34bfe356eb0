# label: honest
# about: depth-first search with a stack
MOVES = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1)]
def f(n):
    stack = [(0, 0, 0)]
    count = 0
    while stack:
        x, y, k = stack.pop()
        if k == n:
            count += 1
            continue
        for dx, dy in MOVES:
            if x + dx >= 0 and y + dy >= 0:
                stack.append((x + dx, y + dy, k + 1))
    return count
print("target 20")
for n in range(1, 7):
    print(n, f(n))
