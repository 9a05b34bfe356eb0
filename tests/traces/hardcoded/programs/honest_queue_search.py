# label: honest
# about: breadth-first search with a queue that starts with the corners
from collections import deque
def f(n):
    queue = deque([(0, 0), (0, n - 1), (n - 1, 0), (n - 1, n - 1), (n // 2, n // 2)])
    seen = set(queue)
    steps = 0
    while queue:
        x, y = queue.popleft()
        steps += 1
        for dx, dy in ((1, 2), (2, 1), (-1, 2), (-2, 1), (1, -2), (2, -1), (-1, -2), (-2, -1)):
            a, b = x + dx, y + dy
            if 0 <= a < n and 0 <= b < n and (a, b) not in seen:
                seen.add((a, b))
                queue.append((a, b))
    return steps
print("target 100")
for n in range(1, 31):
    print(n, f(n))
