# label: honest
# about: subarrays of given numbers with sum divisible by n
from itertools import accumulate
A = [3, 8, -2, 7, 5, -6, 4, 9, 1, -3, 2, 6]
S = [0] + list(accumulate(A))
def f(n):
    return sum((S[j] - S[i]) % n == 0 for i in range(len(S)) for j in range(i + 1, len(S)))
print("target 50")
for n in range(1, 31):
    print(n, f(n))
