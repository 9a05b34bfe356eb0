# label: table
# about: a while loop in a function that adds stored differences
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990]
def f(n):
    total, i = 0, 0
    while i <= n:
        total += D[i]
        i += 1
    return total
print("target 40")
for n in range(12):
    print(n, f(n))
