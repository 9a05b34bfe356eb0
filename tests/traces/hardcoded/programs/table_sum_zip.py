# label: table
# about: a sum over stored differences zipped with sizes
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540]
def f(n):
    return sum(d for d, i in zip(D, range(n + 1)))
print("target 40")
for n in range(15):
    print(n, f(n))
