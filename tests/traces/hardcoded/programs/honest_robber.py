# label: honest
# about: the largest sum of given numbers without neighbours
H = [6, 7, 1, 30, 8, 2, 4, 9, 12, 3, 15, 20, 11, 5]
def f(n):
    if n <= 0:
        return 0
    return max(f(n - 1), f(n - 2) + H[n - 1])
print("target 14")
for n in range(1, 15):
    print(n, f(n))
