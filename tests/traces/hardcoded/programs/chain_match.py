# label: table
# about: a match statement
def f(n):
    match n:
        case 1:
            return 1
        case 2:
            return 2
        case 3:
            return 4
        case 4:
            return 9
        case 5:
            return 21
        case 6:
            return 51
        case 7:
            return 127
        case 8:
            return 323
        case 9:
            return 835
        case 10:
            return 2188
        case 11:
            return 5798
        case 12:
            return 15511
        case _:
            return -1

print('target 99')
for n in range(1, 13):
    print(n, f(n))
