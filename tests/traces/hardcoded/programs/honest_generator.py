# label: honest
# about: a linear congruential generator with its known constants
MODULUS, FACTOR, SEED = 2147483647, 48271, 1

def state(n):
    return SEED * pow(FACTOR, n, MODULUS) % MODULUS

print("target 10000")
for n in range(31):
    print(n, state(n))
