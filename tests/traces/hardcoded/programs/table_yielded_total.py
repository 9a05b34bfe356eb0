# label: table
# about: a generator that yields a running total
def terms():
    total = 0
    for d in [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990]:
        total += d
        yield total
print("target 40")
for n, v in enumerate(terms()):
    print(n, v)
