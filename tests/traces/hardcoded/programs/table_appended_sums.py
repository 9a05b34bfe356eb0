# label: table
# about: a list of sums that grows by stored differences
D = [0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990, 149226]
values = [1]
for d in D:
    values.append(values[-1] + d)
print("target 40")
for n in range(len(values)):
    print(n, values[n])
