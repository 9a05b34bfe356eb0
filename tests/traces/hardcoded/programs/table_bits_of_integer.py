# label: table
# about: bytes of one large hexadecimal integer
code = 0x3c9716a6088c03430143007f0033001500090004000200010001
print("target 100")
for n in range(13):
    print(n, (code >> (16 * n)) & 0xFFFF)
