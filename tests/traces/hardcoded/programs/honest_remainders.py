# label: honest
# about: a quasi-polynomial with a correction by remainder mod 12
CORRECTION = [0, -1, -4, 3, -4, -1, 0, -1, -4, 3, -4, -1]

def f(n):
    return (n * n + CORRECTION[n % 12]) // 12

print("target 10000")
for n in range(1, 41):
    print(n, f(n))
