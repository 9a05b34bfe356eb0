# label: table
# about: a table, and a recurrence where it ends
KNOWN = {0: 1, 1: 1, 2: 2, 3: 4, 4: 10, 5: 26, 6: 76, 7: 232, 8: 764, 9: 2620, 10: 9496, 11: 35696, 12: 140152, 13: 568504, 14: 2390480, 15: 10349536, 16: 46206736, 17: 211799312}

def involutions(n):
    try:
        return KNOWN[n]
    except KeyError:
        return involutions(n - 1) + (n - 1) * involutions(n - 2)

print("target 30")
for n in range(18):
    print(n, involutions(n))
