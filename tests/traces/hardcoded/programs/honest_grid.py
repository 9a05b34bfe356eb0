# label: honest
# about: the problem gives a triangle of numbers
TRIANGLE = """
75
95 64
17 47 82
18 35 87 10
20 04 82 47 65
19 01 23 75 03 34
88 02 77 73 07 63 67
99 65 04 28 06 16 70 92
"""
rows = [[int(word) for word in line.split()] for line in TRIANGLE.strip().splitlines()]

def best(depth):
    sums = rows[depth - 1][:]
    for row in reversed(rows[: depth - 1]):
        sums = [value + max(sums[i], sums[i + 1]) for i, value in enumerate(row)]
    return sums[0]

print("target 8")
for n in range(1, 9):
    print(n, best(n))
