# label: honest
# about: steps of a wheel taken from a cycle
def f(n):
    primes, candidate = [2, 3, 5], 7
    steps = [4, 2, 4, 2, 4, 6, 2, 6]
    i = 0
    while len(primes) < n:
        if all(candidate % p for p in primes):
            primes.append(candidate)
        candidate += steps[i % 8]
        i += 1
    return primes[n - 1]
print("target 500")
for n in range(1, 41):
    print(n, f(n))
