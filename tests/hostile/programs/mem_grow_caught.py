# property: a program that catches MemoryError and keeps trying holds no more than its limit
# verdict: ok|memory|timeout|error
# source: issue 4, the list of 91 properties
# timeout: 2
kept = []
for _ in range(256):
    try:
        kept.append(b"x" * 2**24)
    except MemoryError:
        pass
if len(kept) > 200:
    print("ESCAPED", len(kept) * 16, "MiB")
