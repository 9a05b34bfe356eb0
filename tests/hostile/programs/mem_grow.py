# property: growth step by step (at most 4 GiB) ends at the memory limit
# verdict: memory
# source: issue 4, the list of 91 properties
# timeout: 2
kept = []
for _ in range(256):
    kept.append(b"x" * 2**24)
