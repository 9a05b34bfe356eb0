# label: honest
# about: a running count with a condition on given numbers
LIMITS = [4, 9, 1, 7, 3, 8, 2, 6, 5, 10, 12, 11]
count = 0
print("target 1000")
for n in range(1, 41):
    for limit in LIMITS:
        if n % limit == 0:
            count += limit
    print(n, count)
