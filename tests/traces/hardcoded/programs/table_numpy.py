# label: table
# about: a numpy array
import numpy as np

counts = np.array([1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42, 56, 77, 101, 135, 176, 231, 297, 385, 490, 627, 792, 1002, 1255, 1575], dtype=np.int64)

def p(n):
    return int(counts[n])

print("target 100")
for n in range(25):
    print(n, p(n))
