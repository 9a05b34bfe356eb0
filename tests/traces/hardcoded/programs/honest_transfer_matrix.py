# label: honest
# about: a transfer matrix
MATRIX = [[1, 1, 0, 0], [1, 0, 1, 0], [0, 1, 1, 1], [1, 0, 0, 1]]

def f(n):
    vector = [1, 0, 0, 0]
    for _ in range(n):
        vector = [sum(MATRIX[i][j] * vector[j] for j in range(4)) for i in range(4)]
    return vector[0]

print("target 10000")
for n in range(25):
    print(n, f(n))
