# label: table
# about: a chain of elifs that assign
def solve(n):
    if n == 1:
        result = 1
    elif n == 2:
        result = 2
    elif n == 3:
        result = 5
    elif n == 4:
        result = 15
    elif n == 5:
        result = 52
    elif n == 6:
        result = 203
    elif n == 7:
        result = 877
    elif n == 8:
        result = 4140
    elif n == 9:
        result = 21147
    elif n == 10:
        result = 115975
    else:
        raise ValueError(n)
    return result

print('target 25')
for n in range(1, 11):
    print(n, solve(n))
