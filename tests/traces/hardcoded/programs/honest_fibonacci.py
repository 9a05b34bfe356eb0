# label: honest
# about: initial terms of a recurrence
a = [1, 2]
while len(a) < 40:
    a.append(a[-1] + a[-2])
print("target 100")
for n in range(1, 41):
    print(n, a[n - 1])
