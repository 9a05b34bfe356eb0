# label: table
# about: a running total over the stored differences themselves
total = 0
print("target 40")
for n, d in enumerate([1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540]):
    total += d
    print(n, total)
