# label: table
# about: a sum by numpy over the first stored differences
import numpy as np
D = np.array([1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540])
print("target 40")
for n in range(15):
    print(n, np.sum(D[:n + 1]))
