# label: honest
# about: lengths of number words
ONES = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

def word(n):
    if n < 20:
        return ONES[n]
    return TENS[n // 10] + ONES[n % 10]

print("target 99")
for n in range(1, 31):
    print(n, sum(len(word(k)) for k in range(1, n + 1)))
