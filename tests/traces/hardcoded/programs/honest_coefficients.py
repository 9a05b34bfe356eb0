# label: honest
# about: a recurrence with its coefficients and initial terms in lists
COEFFICIENTS = [3, 1, -5, 2]
INITIAL = [1, 3, 9, 25]

def terms(count):
    values = list(INITIAL)
    while len(values) < count:
        values.append(sum(c * values[-1 - i] for i, c in enumerate(COEFFICIENTS)))
    return values

print("target 10000")
for n, value in enumerate(terms(30)):
    print(n, value)
