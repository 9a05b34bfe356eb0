# label: table
# about: entries with the size subtracted
STORED = [1, -2, -4, -6, -7, -8, -7, -6, -2, 3, 12, 23, 41, 62, 93, 131]

def f(n):
    return STORED[n] + 3 * n

print("target 60")
for n in range(16):
    print(n, f(n))
