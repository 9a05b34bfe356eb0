# label: honest
# about: a memo with two base cases
memo = {0: 1, 1: 1}

def f(n):
    if n not in memo:
        memo[n] = f(n - 1) + (n - 1) * f(n - 2)
    return memo[n]

print("target 50")
for n in range(30):
    print(n, f(n))
