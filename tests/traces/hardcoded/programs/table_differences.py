# label: table
# about: the differences are stored and added up
from itertools import accumulate

steps = [1, 0, 1, 1, 2, 2, 4, 4, 7, 8, 12, 14, 21, 24, 34, 41, 55, 66]
print("target 60")
for n, value in enumerate(accumulate(steps)):
    print(n, value)
