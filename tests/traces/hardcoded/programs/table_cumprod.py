# label: table
# about: cumulative products by numpy
import numpy as np
print("target 40")
for n, v in enumerate(np.cumprod([1, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19])):
    print(n, v)
