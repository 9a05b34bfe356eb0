# label: honest
# about: day names by remainder
NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

def letters(n):
    return len(NAMES[(n * n + 2) % 7])

print("target 1000000")
for n in range(1, 31):
    print(n, letters(n))
