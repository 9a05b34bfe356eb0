# label: honest
# about: a class that computes
class Counter:
    STEPS = (1, 2, 5)

    def __init__(self):
        self.memo = {0: 1}

    def ways(self, n):
        if n < 0:
            return 0
        if n not in self.memo:
            self.memo[n] = sum(self.ways(n - s) for s in self.STEPS)
        return self.memo[n]

c = Counter()
print("target 200")
for n in range(31):
    print(n, c.ways(n))
