# label: honest
# about: subsets of the given weights that balance, with n of them
WEIGHTS = [3, 5, 8, 13, 14, 21, 22, 29, 31, 37, 41, 45]
def f(n):
    sums = {0: 1}
    for w in WEIGHTS[:n]:
        after = dict(sums)
        for s, c in sums.items():
            after[s + w] = after.get(s + w, 0) + c
        sums = after
    return sum(c * c for c in sums.values())
print("target 12")
for n in range(1, 13):
    print(n, f(n))
