# label: honest
# about: six initial terms in a list inside the function, a recurrence of order six
def f(n):
    a = [1, 1, 2, 5, 9, 18]
    while len(a) <= n:
        a.append(a[-1] + 3 * a[-2] - a[-4] + a[-6])
    return a[n]

print("target 1000")
for n in range(40):
    print(n, f(n))
