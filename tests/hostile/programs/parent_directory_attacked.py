# property: nothing can be made, moved or changed two levels above the working directory, where other programs' directories are
# verdict: ok
# source: own
# stdout: done
# requires: uid|landlock|namespaces
import os

above = os.path.realpath("../..")
try:
    os.mkdir(os.path.join(above, "hostile"))
    print("ESCAPED made a directory in", above)
    os.rmdir(os.path.join(above, "hostile"))
except OSError:
    pass
if above not in ("/", "/tmp"):
    try:
        names = os.listdir(above)
    except OSError:
        names = ["0", "1", "2", "3", "4", "5"]
    for name in names:
        path = os.path.join(above, name)
        if not os.getcwd().startswith(path):
            for attempt in (lambda: os.rename(path, path + "x"), lambda: os.chmod(path, 0), lambda: os.mkdir(path + "/hostile")):
                try:
                    attempt()
                    print("ESCAPED changed", path)
                except OSError:
                    pass
print("done")
