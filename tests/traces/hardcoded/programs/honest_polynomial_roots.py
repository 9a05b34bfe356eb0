# label: honest
# about: a sum over given roots of powers
ROOTS = [1, 2, -3, 5, -7, 11, 13, -17]
def f(n):
    return sum(r ** n for r in ROOTS)
print("target 100")
for n in range(1, 21):
    print(n, f(n))
