# label: honest
# about: tax by brackets added up
BRACKETS = [(0, 10), (10, 12), (40, 22), (85, 24), (160, 32), (205, 35), (510, 37)]
def f(n):
    total = 0
    for (low, rate), (high, _) in zip(BRACKETS, BRACKETS[1:] + [(10 ** 9, 0)]):
        total += max(0, min(n, high) - low) * rate
    return total
print("target 1000")
for n in range(1, 41):
    print(n, f(n))
