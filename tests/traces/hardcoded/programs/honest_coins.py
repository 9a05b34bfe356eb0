# label: honest
# about: coin values
COINS = [1, 2, 5, 10, 20, 50, 100, 200]

def ways(total):
    table = [1] + [0] * total
    for coin in COINS:
        for amount in range(coin, total + 1):
            table[amount] += table[amount - coin]
    return table[total]

print("target 500")
for n in range(41):
    print(n, ways(n))
