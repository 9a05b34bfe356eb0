# label: table
# about: a product of stored factors
from math import prod
R = [1, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 30]
print("target 40")
for n in range(16):
    print(n, prod(R[:n + 1]))
