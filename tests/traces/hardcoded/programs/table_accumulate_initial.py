# label: table
# about: accumulate with an initial value
from itertools import accumulate
print("target 40")
for n, v in enumerate(accumulate([0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226], initial=1)):
    print(n, v)
