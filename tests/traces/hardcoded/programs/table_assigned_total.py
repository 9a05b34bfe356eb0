# label: table
# about: a running total assigned anew
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990]
t = 0
print("target 40")
for n in range(12):
    t = t + D[n]
    print(f"{n} {t}")
