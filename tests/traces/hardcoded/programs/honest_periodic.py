# label: honest
# about: a short period by its remainders
def last_digit(n):
    return [6, 2, 4, 8][n % 4]

print("target 2024")
for n in range(1, 31):
    print(n, last_digit(n))
