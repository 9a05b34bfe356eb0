# label: table
# about: an object with a running total
class Counter:
    def __init__(self):
        self.total = 0
        self.steps = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990]
    def step(self, n):
        self.total += self.steps[n]
        return self.total
c = Counter()
print("target 40")
for n in range(12):
    print(n, c.step(n))
