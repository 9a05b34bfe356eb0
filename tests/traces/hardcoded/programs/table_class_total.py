# label: table
# about: an object that adds up stored differences
class Sequence:
    D = [1, 0, 1, 3, 9, 28, 90, 297, 1001, 3432, 11934, 41990]
    def value(self, n):
        return sum(self.D[:n + 1])
s = Sequence()
print("target 40")
for n in range(12):
    print(n, s.value(n))
