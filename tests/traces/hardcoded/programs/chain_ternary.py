# label: table
# about: conditional expressions in one another
f = lambda n: 1 if n == 2 else 2 if n == 3 else 9 if n == 4 else 44 if n == 5 else 265 if n == 6 else 1854 if n == 7 else 14833 if n == 8 else 133496 if n == 9 else None

print('target 12')
for n in range(2, 10):
    print(n, f(n))
