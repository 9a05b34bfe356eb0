# label: table
# about: numbers in a string, mapped to integers inside the function
def f(n):
    return list(map(int, "1,1,2,4,9,21,51,127,323,835,2188,5798,15511,41835,113634,310572,853467,2356779,6536382,18199284".split(",")))[n]

print("target 60")
for n in range(20):
    print(n, f(n))
