# label: table
# about: a loop over a slice of stored differences
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540]
def f(n):
    s = 0
    for d in D[:n + 1]:
        s = s + d
    return s
print("target 40")
for n in range(15):
    print(n, f(n))
