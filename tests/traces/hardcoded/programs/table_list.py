# label: table
# about: a list, printed size by size
values = [1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796, 58786, 208012, 742900, 2674440, 9694845, 35357670, 129644790, 477638700, 1767263190, 6564120420]
print("target 50")
for n in range(1, 21):
    print(n, values[n - 1])
