# label: table
# about: a variable for each size
f1 = 1
f2 = 2
f3 = 4
f4 = 9
f5 = 21
f6 = 51
f7 = 127
f8 = 323
f9 = 835
f10 = 2188
f11 = 5798
f12 = 15511
print('target 99')
for n in range(1, 13):
    print(n, globals()[f'f{n}'])
