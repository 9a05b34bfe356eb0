# label: honest
# about: powers of a given permutation: fixed points
P = [3, 0, 4, 1, 2, 7, 5, 6, 9, 10, 8, 12, 11]
def f(n):
    count = 0
    for x in range(len(P)):
        y = x
        for _ in range(n):
            y = P[y]
        count += y == x
    return count
print("target 1000")
for n in range(1, 31):
    print(n, f(n))
