# label: table
# about: differences in a text, added up
D = "1 0 1 3 9 28 90 297 1001 3432 11934 41990 149226".split()
print("target 40")
for n in range(13):
    print(n, sum(map(int, D[:n + 1])))
