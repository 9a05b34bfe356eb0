# label: honest
# about: the problem's ten weights and values
WEIGHTS = [3, 4, 7, 8, 9, 11, 13, 14, 17, 19]
VALUES = [4, 5, 10, 11, 13, 15, 17, 19, 23, 24]

def best(capacity):
    reach = [0] * (capacity + 1)
    for w, v in zip(WEIGHTS, VALUES):
        for c in range(capacity, w - 1, -1):
            reach[c] = max(reach[c], reach[c - w] + v)
    return reach[capacity]

print("target 100")
for n in range(41):
    print(n, best(n))
