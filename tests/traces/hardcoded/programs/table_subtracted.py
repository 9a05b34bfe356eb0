# label: table
# about: a large number from which stored numbers are taken
D = [5, 9, 14, 42, 132, 429, 1430, 4862, 16796, 58786]
value = 83504
print("target 40")
for n in range(10):
    value -= D[n]
    print(n, value)
