# label: table
# about: differences from an iterator, added up
steps = iter([1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990])
value = 0
print("target 40")
for n in range(12):
    value += next(steps)
    print(n, value)
