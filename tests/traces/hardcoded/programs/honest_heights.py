# label: honest
# about: water held by the first n given walls
HEIGHTS = [3, 0, 2, 0, 4, 1, 6, 2, 0, 5, 3, 7, 1, 2, 8]
def f(n):
    walls = HEIGHTS[:n]
    return sum(min(max(walls[: i + 1]), max(walls[i:])) - h for i, h in enumerate(walls))
print("target 15")
for n in range(1, 16):
    print(n, f(n))
