# label: table
# about: a list of sums over slices
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990]
values = [sum(D[:k + 1]) for k in range(len(D))]
print("target 40")
for n, v in enumerate(values):
    print(n, v)
