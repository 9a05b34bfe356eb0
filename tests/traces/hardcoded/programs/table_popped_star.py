# label: table
# about: the list is unpacked instead of popped
T = [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796]
print("target 40")
n = 0
while T:
    v, *T = T
    print(n, v)
    n += 1
