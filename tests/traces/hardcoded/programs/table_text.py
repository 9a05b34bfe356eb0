# label: table
# about: numbers in a string, split
data = "1 2 5 14 42 132 429 1430 4862 16796 58786 208012 742900 2674440 9694845 35357670 129644790 477638700 1767263190"
numbers = [int(word) for word in data.split()]
print("target 100")
for n in range(1, len(numbers) + 1):
    print(n, numbers[n - 1])
