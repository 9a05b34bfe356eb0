# label: table
# about: rows of five
GRID = [[1, 1, 2, 5, 14], [42, 132, 429, 1430, 4862], [16796, 58786, 208012, 742900, 2674440], [9694845, 35357670, 129644790, 477638700, 1767263190]]

def f(n):
    row, column = divmod(n, 5)
    return GRID[row][column]

print("target 60")
for n in range(20):
    print(n, f(n))
