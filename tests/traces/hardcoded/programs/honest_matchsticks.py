# label: honest
# about: matchsticks of each digit
STICKS = [6, 2, 5, 5, 4, 5, 6, 3, 7, 6]

def cost(digit):
    return STICKS[digit]

def f(n):
    return sum(cost(int(c)) for c in str(n))

print("target 100000")
for n in range(1, 41):
    print(n, f(n))
