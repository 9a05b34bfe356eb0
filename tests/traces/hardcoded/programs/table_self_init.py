# label: table
# about: a table assigned in __init__
class Solver:
    def __init__(self):
        self.answers = [1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42, 56, 77, 101, 135, 176, 231, 297, 385, 490]

    def solve(self, n):
        return self.answers[n]

if __name__ == "__main__":
    s = Solver()
    print("target 50")
    for n in range(20):
        print(n, s.solve(n))
