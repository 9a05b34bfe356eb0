# label: honest
# about: matchsticks of a number, a sum over its digits
STICKS = [6, 2, 5, 5, 4, 5, 6, 3, 7, 6]
def f(n):
    return sum(STICKS[int(d)] for d in str(n * n))
print("target 5000")
for n in range(1, 41):
    print(n, f(n))
