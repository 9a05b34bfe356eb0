# label: honest
# about: the problem gives a string of digits
DIGITS = "73167176531330624919225119674426574742355349194934"

def best(width):
    result = 0
    for i in range(len(DIGITS) - width + 1):
        value = 1
        for d in DIGITS[i : i + width]:
            value *= int(d)
        result = max(result, value)
    return result

print("target 13")
for n in range(1, 11):
    print(n, best(n))
