# label: table
# about: np.add.accumulate over stored differences
import numpy as np
S = np.add.accumulate([1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540])
print("target 40")
for n in range(len(S)):
    print(n, S[n])
