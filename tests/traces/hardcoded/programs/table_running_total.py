# label: table
# about: a running total of stored differences
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540]
total = 0
print("target 40")
for n in range(15):
    total += D[n]
    print(n, total)
