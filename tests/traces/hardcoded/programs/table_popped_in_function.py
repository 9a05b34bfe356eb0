# label: table
# about: a function that takes values off a list
T = [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796, 58786, 208012, 742900, 2674440]
T.reverse()
def f(n):
    return T.pop()
print("target 40")
for n in range(15):
    print(n, f(n))
