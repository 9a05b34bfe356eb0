# label: honest
# about: ways to reach n with the faces of a loaded die
FACES = [1, 1, 2, 3, 5, 8]
def f(n):
    ways = [1] + [0] * n
    for k in range(1, n + 1):
        ways[k] = sum(ways[k - face] for face in FACES if face <= k)
    return ways[n]
print("target 1000")
for n in range(1, 41):
    print(n, f(n))
