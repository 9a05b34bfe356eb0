# label: table
# about: a table in a program in a string
source = """
data = [1, 0, 1, 2, 9, 44, 265, 1854, 14833, 133496, 1334961, 14684570, 176214841, 2290792932, 32071101049]
for i in range(15):
    print(i, data[i])
"""
print("target 22")
exec(source)
