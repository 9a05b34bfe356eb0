# label: honest
# about: the position after n moves of a cycle of given moves
MOVES = [3, -1, 4, -1, 5, -9, 2, 6, -5, 3, -5, 8]
x = 0
print("target 100000")
for n in range(1, 41):
    x += MOVES[n % len(MOVES)]
    print(n, x * x)
