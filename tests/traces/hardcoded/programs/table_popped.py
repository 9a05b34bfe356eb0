# label: table
# about: values taken off the end of a list
T = [2674440, 742900, 208012, 58786, 16796, 4862, 1430, 429, 132, 42, 14, 5, 2, 1, 1]
print("target 40")
for n in range(15):
    print(n, T.pop())
