# label: honest
# about: dynamic programming over a list of zeros
N = 30
dp = [0] * (N + 1)
dp[0] = 1
for n in range(1, N + 1):
    dp[n] = sum(dp[i] * dp[n - 1 - i] for i in range(n))
print("target 500")
for n in range(N + 1):
    print(n, dp[n])
