# label: honest
# about: days before a month, in one expression
def day_of_year(month, day):
    return sum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][: month - 1]) + day
print("target 365")
for n in range(1, 13):
    print(n, day_of_year(n, 1))
