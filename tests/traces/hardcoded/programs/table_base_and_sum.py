# label: table
# about: a first value and stored differences
D = [0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226]
def f(n):
    return 1 + sum(D[:n])
print("target 40")
for n in range(12):
    print(n, f(n))
