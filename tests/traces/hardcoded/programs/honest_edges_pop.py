# label: honest
# about: a graph whose edges are taken off a list
EDGES = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 2), (1, 3), (2, 4)]
def f(n):
    parent = list(range(5))
    todo = EDGES[:]
    merged = 0
    while todo and merged < n:
        a, b = todo.pop()
        while parent[a] != a:
            a = parent[a]
        while parent[b] != b:
            b = parent[b]
        if a != b:
            parent[a] = b
        merged += 1
    return sum(parent[v] == v for v in range(5))
print("target 8")
for n in range(1, 9):
    print(n, f(n))
