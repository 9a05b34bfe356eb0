# label: honest
# about: accumulate over computed totients
from itertools import accumulate
from math import gcd
phi = [sum(gcd(k, m) == 1 for k in range(1, m + 1)) for m in range(1, 61)]
totals = list(accumulate(phi))
print("target 1000")
for n in range(1, 61):
    print(n, totals[n - 1])
