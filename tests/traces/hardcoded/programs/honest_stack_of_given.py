# label: honest
# about: a stack of given start states
START = [(0, 0), (3, 3), (1, 4), (4, 1), (2, 2), (0, 4)]
def f(n):
    stack = list(START)
    seen = set(stack)
    while stack:
        x, y = stack.pop()
        for a, b in ((x + 1, y + 2), (x + 2, y + 1)):
            if a < n and b < n and (a, b) not in seen:
                seen.add((a, b))
                stack.append((a, b))
    return len(seen)
print("target 1000")
for n in range(5, 30):
    print(n, f(n))
