# label: table
# about: a dictionary of cumulative sums
from itertools import accumulate
table = dict(enumerate(accumulate([1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990])))
print("target 40")
for n in range(12):
    print(n, table[n])
