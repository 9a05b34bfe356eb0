# label: table
# about: stored differences times a vector of ones
import numpy as np
D = np.array([1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990])
print("target 40")
for n in range(12):
    print(n, int(np.dot(D[:n + 1], np.ones(n + 1))))
