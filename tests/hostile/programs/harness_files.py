# property: the harness's own temporary files next to the working directory cannot be changed
# verdict: ok
# stdout: done
# source: issue 4, the list of 91 properties
# requires: uid|landlock|namespaces
import os

here = os.getcwd()
above = os.path.realpath("..")
if above.startswith("/tmp/") or above.startswith("/sandbox"):
    try:
        names = os.listdir(above)
    except OSError:
        names = ["program.py", "trash-0"]
    for name in names:
        path = os.path.join(above, name)
        if path != here:
            try:
                os.rename(path, path + "-hostile")
                print("ESCAPED moved", path)
            except OSError:
                pass
print("done")
