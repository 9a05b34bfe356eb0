# label: honest
# about: days in n months
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
def f(n):
    return sum(DAYS[i % 12] for i in range(n))
print("target 1000")
for n in range(1, 41):
    print(n, f(n))
