# label: honest
# about: days in n months with leap years
from itertools import accumulate
DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
starts = [0] + list(accumulate(DAYS))
def f(n):
    return sum(1 for y in range(2000, 2000 + n) for s in starts[:12] if (s + y * 365 + y // 4) % 7 == 0)
print("target 1000")
for n in range(1, 31):
    print(n, f(n))
