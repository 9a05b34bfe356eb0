# label: table
# about: an entry of cumulative sums by numpy
import numpy as np
C = np.cumsum([1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540])
def f(n):
    return int(C[n])
print("target 40")
for n in range(15):
    print(n, f(n))
