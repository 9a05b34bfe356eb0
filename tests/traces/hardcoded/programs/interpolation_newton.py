# label: table
# about: Newton's formula over stored values
from math import comb

observed = [1, 1, 2, 3, 5, 7, 11, 15, 22, 30]
column = []
row = observed
while row:
    column.append(row[0])
    row = [b - a for a, b in zip(row, row[1:])]

def f(n):
    return sum(c * comb(n, k) for k, c in enumerate(column))

print("target 30")
for n in range(10):
    print(n, f(n))
