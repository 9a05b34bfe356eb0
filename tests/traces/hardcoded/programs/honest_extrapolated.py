# label: honest
# about: differences of values that the program measured
def measure(n):
    return sum(1 for a in range(1, n + 1) for b in range(a, n + 1) for c in range(b, n + 1) if (a + b + c) % 2 == 0)

row = [measure(2 * k) for k in range(8)]
heads = []
while row:
    heads.append(row[0])
    row = [y - x for x, y in zip(row, row[1:])]

def f(k):
    total, binomial = 0, 1
    for i, head in enumerate(heads):
        total += head * binomial
        binomial = binomial * (k - i) // (i + 1)
    return total

print("target 5000")
for n in range(30):
    print(n, f(n))
