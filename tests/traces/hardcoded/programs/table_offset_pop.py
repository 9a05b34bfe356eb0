# label: table
# about: values popped and shifted
T = [3, 7, 16, 44, 134, 431, 1432, 4864, 16798]
print("target 40")
for n in range(9):
    print(n, T.pop(0) - 2)
