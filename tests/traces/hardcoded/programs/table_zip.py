# label: table
# about: two ranges zipped with the values
sizes = range(1, 13)
counts = [2, 8, 24, 64, 160, 384, 896, 2048, 4608, 10240, 22528, 49152]
print("target 1000")
for n, c in zip(sizes, counts):
    print(n, c)
