# label: honest
# about: the largest run of given gains in n days
GAINS = [3, -5, 8, 2, -1, 6, -9, 4, 7, -3, 5, -2]
def f(n):
    best = here = 0
    for k in range(n):
        here = max(0, here + GAINS[k % 12])
        best = max(best, here)
    return best
print("target 1000")
for n in range(1, 41):
    print(n, f(n))
