# label: table
# about: values taken out of a dictionary
T = dict(enumerate([1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796, 58786, 208012, 742900, 2674440]))
print("target 40")
for n in range(15):
    value = T.pop(n)
    print(n, value)
