# label: table
# about: a sum over the end of a list of differences
D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990][::-1]
def f(n):
    return sum(D[-n - 1:])
print("target 40")
for n in range(12):
    print(n, f(n))
