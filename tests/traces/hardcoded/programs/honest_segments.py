# label: honest
# about: segments of a digit by a chain of ifs
def segments(d):
    if d == 0:
        return 6
    if d == 1:
        return 2
    if d == 2:
        return 5
    if d == 3:
        return 5
    if d == 4:
        return 4
    if d == 5:
        return 5
    if d == 6:
        return 6
    if d == 7:
        return 3
    if d == 8:
        return 7
    if d == 9:
        return 6
    raise ValueError(d)


def total(n):
    return sum(segments(int(c)) for c in str(n))


print('target 99999')
for n in range(1, 41):
    print(n, total(n))
