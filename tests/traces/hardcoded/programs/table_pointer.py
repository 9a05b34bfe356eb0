# label: table
# about: a global pointer into the stored values
T = [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796, 58786, 208012, 742900, 2674440]
i = -1
def following():
    global i
    i += 1
    return T[i]
print("target 40")
for n in range(15):
    print(n, following())
