# label: table
# about: digits peeled off a large integer in a loop
rest = 1159750021147000414000008770000203000005200000150000005000000200000010000001
print("target 30")
n = 0
while rest:
    rest, value = divmod(rest, 10**7)
    print(n, value)
    n += 1
