# label: honest
# about: digits turned upside down
TURNED = {"0": "0", "1": "1", "6": "9", "8": "8", "9": "6"}

def turn(n):
    text = str(n)
    if any(c not in TURNED for c in text):
        return None
    return int("".join(TURNED[c] for c in reversed(text)))

def f(n):
    return sum(turn(k) is not None and turn(k) == k for k in range(10**n))

print("target 20")
for n in range(1, 5):
    print(n, f(n))
