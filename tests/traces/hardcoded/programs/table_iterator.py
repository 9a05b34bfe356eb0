# label: table
# about: an iterator over the values
stream = iter([1, 1, 2, 4, 10, 26, 76, 232, 764, 2620, 9496, 35696, 140152, 568504, 2390480])
print("target 44")
n = 0
while n < 15:
    print(n, next(stream))
    n += 1
