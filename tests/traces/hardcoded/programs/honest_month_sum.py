# label: honest
# about: the weekday on which month n of the year begins
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
print("target 12")
for n in range(1, 13):
    print(n, sum(DAYS[:n - 1]) % 7)
