# property: directories without permissions do not stop the clean-up
# verdict: ok
# source: own
# stdout: done
import os

os.makedirs("a/b/c")
with open("a/b/c/file", "w") as file:
    file.write("x")
for name in ("a/b/c", "a/b", "a"):
    try:
        os.chmod(name, 0)
    except OSError:
        pass
try:
    os.chmod(".", 0)
except OSError:
    pass
print("done")
