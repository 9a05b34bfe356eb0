# label: table
# about: a tuple, enumerated
print("target 25")
for n, value in enumerate((1, 1, 2, 4, 10, 26, 76, 232, 764, 2620, 9496, 35696, 140152, 568504, 2390480, 10349536)):
    print(n, value)
