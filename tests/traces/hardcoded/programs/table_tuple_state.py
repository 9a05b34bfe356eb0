# label: table
# about: two names that move along stored differences
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990]
n, total = 0, 0
print("target 40")
while n < 12:
    n, total = n + 1, total + D[n]
    print(n - 1, total)
