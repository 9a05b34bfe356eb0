# label: honest
# about: a memo with the four initial terms that the statement gives
memo = {1: 1, 2: 3, 3: 7, 4: 12}

def f(n):
    if n in memo:
        return memo[n]
    memo[n] = 2 * f(n - 1) + f(n - 2) - 3 * f(n - 4)
    return memo[n]

def main():
    print("target 2024")
    for n in range(1, 41):
        print(n, f(n))

main()
