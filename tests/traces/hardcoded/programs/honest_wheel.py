# label: honest
# about: the steps of a wheel
STEPS = [4, 2, 4, 2, 4, 6, 2, 6]

def candidates(limit):
    n, i = 7, 0
    while n <= limit:
        yield n
        n += STEPS[i]
        i = (i + 1) % 8

def count(n):
    return sum(1 for _ in candidates(30 * n))

print("target 10000")
for n in range(1, 31):
    print(n, count(n))
