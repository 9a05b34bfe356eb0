# label: table
# about: sizes and values in two lists, searched by index
SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
ANSWERS = [1, 2, 5, 15, 52, 203, 877, 4140, 21147, 115975, 678570, 4213597, 27644437, 190899322]

def f(n):
    return ANSWERS[SIZES.index(n)]

print("target 44")
for n in SIZES:
    print(n, f(n))
