# label: table
# about: stored differences added up by a loop in a function
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540]
def f(n):
    total = 0
    for i in range(n + 1):
        total += D[i]
    return total
print("target 40")
for n in range(15):
    print(n, f(n))
