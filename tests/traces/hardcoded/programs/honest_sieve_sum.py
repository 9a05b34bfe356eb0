# label: honest
# about: a sum over primes sieved
def f(n):
    primes = [p for p in range(2, 20 * n) if all(p % q for q in range(2, int(p ** 0.5) + 1))]
    return sum(primes[:n])
print("target 100")
for n in range(1, 31):
    print(n, f(n))
