# label: table
# about: an attribute of a class
class Catalan:
    VALUES = [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796, 58786, 208012, 742900, 2674440, 9694845, 35357670, 129644790]

    def term(self, n):
        return self.VALUES[n]

sequence = Catalan()
print("target 30")
for n in range(18):
    print(n, sequence.term(n))
