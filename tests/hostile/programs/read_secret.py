# property: a world-readable file of the notebook cannot be read
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: landlock|namespaces
try:
    print(open("@DECOY_DIR@/secret.txt").read())
except OSError:
    pass
print("done")
