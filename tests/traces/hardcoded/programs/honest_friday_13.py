# label: honest
# about: Fridays the 13th in n years, in one expression
def f(n):
    return sum((sum((31, 28 + (y % 4 == 0), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[:m]) + 12 + y * 365 + y // 4) % 7 == 4 for y in range(1, n + 1) for m in range(12))
print("target 400")
for n in range(1, 31):
    print(n, f(n))
