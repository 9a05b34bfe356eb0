# label: honest
# about: days of the months
LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

def sundays(years):
    day, count = 1, 0
    for year in range(1901, 1901 + years):
        for month, length in enumerate(LENGTHS):
            if day == 0:
                count += 1
            leap = month == 1 and year % 4 == 0 and (year % 100 or year % 400 == 0)
            day = (day + length + leap) % 7
    return count

print("target 100")
for n in range(1, 31):
    print(n, sundays(n))
