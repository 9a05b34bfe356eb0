# label: table
# about: a recursion that adds a stored difference
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540]
def f(n):
    if n == 0:
        return 1
    return f(n - 1) + D[n]
print("target 40")
for n in range(15):
    print(n, f(n))
