# label: table
# about: ten stored differences
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432]
def f(n):
    return sum(D[:n + 1])
print("target 40")
for n in range(10):
    print(n, f(n))
