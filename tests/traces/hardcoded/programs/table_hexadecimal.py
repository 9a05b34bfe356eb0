# label: table
# about: hexadecimal digits in a string
HEX = "000010000100002000040000a0001a0004c000e8002fc00a3c0251808b7022378"

def f(n):
    return int(HEX[5 * n : 5 * n + 5], 16)

print("target 60")
for n in range(13):
    print(n, f(n))
