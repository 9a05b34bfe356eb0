# property: files of the notebook cannot be changed
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: done
# requires: uid|landlock|namespaces
for name in ("precious.txt", "new.txt"):
    try:
        with open("@DECOY_DIR@/" + name, "a") as file:
            file.write("owned")
    except OSError:
        pass
print("done")
