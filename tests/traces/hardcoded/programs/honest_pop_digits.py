# label: honest
# about: digits of n! taken off a list
from math import factorial
def f(n):
    digits = list(str(factorial(n)))
    total = 0
    while digits:
        total += int(digits.pop())
    return total
print("target 100")
for n in range(1, 31):
    print(n, f(n))
