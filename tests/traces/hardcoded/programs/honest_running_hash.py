# label: honest
# about: a checksum over given weights and the digits of n
WEIGHTS = [2, 7, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5]
def f(n):
    total = 0
    for i, d in enumerate(str(n ** 3)):
        total += int(d) * WEIGHTS[i]
    return total % 11
print("target 9999")
for n in range(1, 41):
    print(n, f(n))
