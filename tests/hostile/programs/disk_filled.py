# property: many files under the size limit together cannot fill the disk
# verdict: ok
# source: own
# stdout: done
# requires: namespaces
# timeout: 3
total = 0
try:
    for i in range(24):
        with open(f"part{i}", "wb", buffering=0) as file:
            total += file.write(b"x" * 10_000_000)
except OSError:
    pass
if total > 128_000_000:
    print("ESCAPED", total)
print("done")
