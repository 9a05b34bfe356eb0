# label: honest
# about: Sundays that begin a month, by a sum over months
M = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
print("target 2000")
for n in range(1, 31):
    print(n, sum((1 + 365 * y + y // 4 + sum(M[:m]) + (m > 1 and y % 4 == 3)) % 7 == 6 for y in range(n) for m in range(12)))
