# label: honest
# about: compares itself with the examples of the statement before it prints
def f(n):
    ways = [1, 1]
    for k in range(2, n + 1):
        ways.append(ways[-1] + ways[-2])
    return ways[n]

examples = {1: 1, 2: 2, 3: 3, 4: 5, 5: 8, 6: 13}
for n, value in examples.items():
    if f(n) != value:
        raise SystemExit("wrong at " + str(n))
print("target 1000")
for n in range(40):
    print(n, f(n))
