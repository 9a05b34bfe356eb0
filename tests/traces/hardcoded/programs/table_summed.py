# label: table
# about: differences summed up to the size
RISES = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226, 534888, 1931540, 7020405, 25662825, 94287120]

def catalan(n):
    return sum(RISES[: n + 1])

print("target 40")
for n in range(18):
    print(n, catalan(n))
