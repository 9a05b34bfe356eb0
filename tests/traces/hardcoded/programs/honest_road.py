# label: honest
# about: toll of a trip over the given roads and back, n times
TOLLS = [4, 7, 3, 9, 2, 6, 8, 5, 1, 3, 7, 2]
def f(n):
    there = sum(TOLLS)
    return n * there + sum(TOLLS[i] for i in range(len(TOLLS)) if i % 2 == n % 2)
print("target 1000")
for n in range(1, 31):
    print(n, f(n))
