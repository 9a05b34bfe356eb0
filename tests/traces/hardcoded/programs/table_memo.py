# label: table
# about: a memo that is full before it starts
memo = {0: 1, 1: 1, 2: 2, 3: 5, 4: 14, 5: 42, 6: 132, 7: 429, 8: 1430, 9: 4862, 10: 16796, 11: 58786, 12: 208012, 13: 742900, 14: 2674440, 15: 9694845, 16: 35357670, 17: 129644790, 18: 477638700, 19: 1767263190}

def catalan(n):
    if n in memo:
        return memo[n]
    memo[n] = sum(catalan(i) * catalan(n - 1 - i) for i in range(n))
    return memo[n]

print("target 20")
for n in range(1, 20):
    print(n, catalan(n))
