# label: table
# about: sizes zipped with cumulative sums
import numpy as np
print("target 40")
for n, v in zip(range(12), np.cumsum([1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990])):
    print(n, v)
