# property: thousands of files are removed after the run and do not delay the next
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# timeout: 3
try:
    for i in range(3000):
        with open(f"file{i}", "w"):
            pass
except OSError:
    pass
print("done")
