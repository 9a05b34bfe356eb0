# label: honest
# about: expected rounds with the prizes of a wheel, cycled
from itertools import accumulate, cycle, islice
PRIZES = [5, 10, 15, 20, 25, 50, 75, 100, 5, 10, 15, 500]
def f(n):
    return sum(islice(cycle(PRIZES), n))
print("target 1000")
for n in range(1, 61):
    print(n, f(n))
