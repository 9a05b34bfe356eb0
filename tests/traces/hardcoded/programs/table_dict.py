# label: table
# about: a dictionary
KNOWN = {1: 0, 2: 1, 3: 2, 4: 9, 5: 44, 6: 265, 7: 1854, 8: 14833, 9: 133496, 10: 1334961, 11: 14684570, 12: 176214841, 13: 2290792932, 14: 32071101049, 15: 481066515734, 16: 7697064251745}

def derangements(n):
    return KNOWN[n]

print("target 30")
for n in KNOWN:
    print(n, derangements(n))
