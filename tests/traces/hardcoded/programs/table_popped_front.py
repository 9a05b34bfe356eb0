# label: table
# about: values taken off the front of a list
T = [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796, 58786, 208012, 742900, 2674440]
print("target 40")
n = 0
while T:
    print(n, T.pop(0))
    n += 1
