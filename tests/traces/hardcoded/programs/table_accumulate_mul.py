# label: table
# about: stored factors accumulated by multiplication
from itertools import accumulate
import operator
print("target 40")
for n, v in enumerate(accumulate([1, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23], operator.mul)):
    print(n, v)
