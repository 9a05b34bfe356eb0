# label: table
# about: a function that returns an entry
def f(n):
    table = [1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42, 56, 77, 101, 135, 176, 231, 297, 385, 490, 627, 792, 1002, 1255]
    return table[n]


print("target 100")
for n in range(24):
    print(n, f(n))
