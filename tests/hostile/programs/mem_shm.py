# property: shared memory files count as nobody's memory and outlive the program
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: landlock|namespaces
for i in range(20):
    try:
        with open(f"/dev/shm/hostile-{i}", "wb") as file:
            file.write(b"x" * 10_000_000)
    except OSError:
        pass
print("done")
