# label: table
# about: a running product of stored factors
R = [1, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 30]
value = 1
print("target 40")
for n in range(16):
    value *= R[n]
    print(n, value)
