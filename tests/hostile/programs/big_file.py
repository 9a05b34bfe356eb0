# property: one file cannot grow beyond the file-size limit
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# timeout: 2
total = 0
try:
    with open("big", "wb", buffering=0) as file:
        for _ in range(30):
            total += file.write(b"x" * 10_000_000)
except OSError:
    pass
if total > 100_000_000:
    print("ESCAPED", total)
print("done")
