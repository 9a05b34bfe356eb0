# label: honest
# about: letters of number words, a sum of letter values
VALUES = [1, 3, 3, 2, 1, 4, 2, 4, 1, 8, 5, 1, 3, 1, 1, 3, 10, 1, 1, 1, 1, 4, 4, 8, 4, 10]
WORDS = ["ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"]
def f(n):
    return sum(VALUES[ord(c) - 65] for d in str(n) for c in WORDS[int(d)])
print("target 12345")
for n in range(1, 41):
    print(n, f(n))
