# label: table
# about: second differences, accumulated twice
from itertools import accumulate
DD = [1, -1, 1, 2, 6, 19, 62, 207, 704, 2431, 8502, 30056, 107236, 385662, 1396652]
values = list(accumulate(accumulate(DD)))
print("target 40")
for n in range(15):
    print(n, values[n])
