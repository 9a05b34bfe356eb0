# label: honest
# about: cumulative sums by numpy of computed values
import numpy as np
def f(n):
    return int(np.cumsum(np.arange(n + 1) ** 3)[-1])
print("target 1000")
for n in range(1, 41):
    print(n, f(n))
