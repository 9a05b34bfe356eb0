# label: table
# about: entries hidden by exclusive or with a key
SECRET = [23504, 23504, 23507, 23509, 23512, 23492, 23522, 23470, 23186, 22674, 21341, 19831, 26438, 63674, 122931, 321277]

def motzkin(n):
    return SECRET[n] ^ 0x5BD1

print("target 80")
for n in range(16):
    print(n, motzkin(n))
