# label: table
# about: nested comparisons that halve the sizes
def f(n):
    if n <= 4:
        if n <= 2:
            return 1 if n == 1 else 2
        return 5 if n == 3 else 14
    if n <= 6:
        return 42 if n == 5 else 132
    return 429 if n == 7 else 1430

print("target 30")
for n in range(1, 9):
    print(n, f(n))
