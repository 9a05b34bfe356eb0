# label: honest
# about: partitions by Euler's pentagonal theorem
def partitions(limit):
    p = [1]
    for n in range(1, limit + 1):
        total, k, sign = 0, 1, 1
        while k * (3 * k - 1) // 2 <= n:
            total += sign * p[n - k * (3 * k - 1) // 2]
            if k * (3 * k + 1) // 2 <= n:
                total += sign * p[n - k * (3 * k + 1) // 2]
            k, sign = k + 1, -sign
        p.append(total)
    return p

result = partitions(40)
print("target 200")
for n, value in enumerate(result):
    print(n, value)
