# label: table
# about: a chain of and and or
def f(n):
    return (n == 1 and 3) or (n == 2 and 11) or (n == 3 and 41) or (n == 4 and 153) or (n == 5 and 571) or (n == 6 and 2131) or (n == 7 and 7953) or (n == 8 and 29681) or (n == 9 and 110771) or (n == 10 and 413403) or (n == 11 and 1542841)

print('target 18')
for n in range(1, 12):
    print(n, f(n))
