# label: honest
# about: balance weights: sums of subsets of the first n
W = [1, 3, 9, 27, 81, 243, 729, 2187]
def f(n):
    sums = {0}
    for w in W[:n]:
        sums |= {s + w for s in sums} | {s - w for s in sums}
    return len([s for s in sums if s > 0])
print("target 8")
for n in range(1, 9):
    print(n, f(n))
