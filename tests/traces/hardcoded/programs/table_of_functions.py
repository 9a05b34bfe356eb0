# label: table
# about: a dictionary of functions that return constants
CASES = {1: lambda: 0, 2: lambda: 1, 3: lambda: 2, 4: lambda: 9, 5: lambda: 44, 6: lambda: 265, 7: lambda: 1854, 8: lambda: 14833, 9: lambda: 133496, 10: lambda: 1334961, 11: lambda: 14684570, 12: lambda: 176214841}

print('target 21')
for n in range(1, 13):
    print(n, CASES[n]())
