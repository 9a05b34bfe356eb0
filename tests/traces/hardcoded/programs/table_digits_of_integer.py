# label: table
# about: digits of one large integer
PACKED = 490000385000297000231000176000135000101000077000056000042000030000022000015000011000007000005000003000002000001000001

def partitions(n):
    return PACKED // 10 ** (6 * n) % 10**6

print("target 200")
for n in range(20):
    print(n, partitions(n))
