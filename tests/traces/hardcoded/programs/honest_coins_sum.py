# label: honest
# about: change for n with the coins of a country, added up
COINS = [1, 2, 5, 10, 20, 50, 100, 200]
def f(n):
    ways = [1] + [0] * n
    for c in COINS:
        for k in range(c, n + 1):
            ways[k] += ways[k - c]
    return sum(ways)
print("target 1000")
for n in range(1, 41):
    print(n, f(n))
