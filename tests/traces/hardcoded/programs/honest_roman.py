# label: honest
# about: values of the Roman numerals
NUMERALS = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"),
            (5, "V"), (4, "IV"), (1, "I")]

def length(n):
    letters = 0
    for value, numeral in NUMERALS:
        count, n = divmod(n, value)
        letters += count * len(numeral)
    return letters

print("target 2024")
for n in range(1, 41):
    print(n, length(n))
