# label: honest
# about: prime counts by a sieve
LIMIT = 400
sieve = [True] * (LIMIT + 1)
sieve[0] = sieve[1] = False
for i in range(2, 21):
    if sieve[i]:
        for j in range(i * i, LIMIT + 1, i):
            sieve[j] = False
primes = [i for i, flag in enumerate(sieve) if flag]
print("target 60")
for n in range(1, 41):
    print(n, primes[n - 1])
