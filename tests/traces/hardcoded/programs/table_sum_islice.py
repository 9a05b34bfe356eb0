# label: table
# about: a sum over the first stored differences by islice
from itertools import islice
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540]
print("target 40")
for n in range(15):
    print(n, sum(islice(D, n + 1)))
