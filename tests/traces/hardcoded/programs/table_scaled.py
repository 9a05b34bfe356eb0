# label: table
# about: entries that are multiplied out with the size
RATIO = [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796, 58786, 208012, 742900, 2674440, 9694845]

def arrangements(n):
    return RATIO[n] * (n + 1)

print("target 60")
for n in range(16):
    print(n, arrangements(n))
