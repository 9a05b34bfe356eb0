# label: table
# about: differences taken off a list and added up
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540]
D.reverse()
total = 0
n = 0
print("target 40")
while D:
    total += D.pop()
    print(n, total)
    n += 1
