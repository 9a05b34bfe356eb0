# label: table
# about: stored numbers combined by exclusive or
D = [1, 0, 3, 7, 11, 36, 174, 297, 1083, 5800, 21086, 37402]
value = 0
print("target 40")
for n in range(12):
    value ^= D[n]
    print(n, value)
