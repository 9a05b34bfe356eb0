# label: table
# about: cumulative sums by numpy
import numpy as np
print("target 40")
for n, value in enumerate(np.cumsum([1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540])):
    print(n, value)
