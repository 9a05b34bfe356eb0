# property: the harness's own temporary files next to the working directory cannot be changed
# verdict: ok
# source: the research list of 91 properties
# stdout: done
# requires: uid|landlock|namespaces
import os

above = os.path.realpath("..")
if above.startswith("/tmp/"):
    try:
        with open(os.path.join(above, "hostile"), "w"):
            print("ESCAPED wrote beside the working directory")
        os.remove(os.path.join(above, "hostile"))
    except OSError:
        pass
    for name in os.listdir(above) if os.access(above, os.R_OK) else []:
        try:
            if os.path.join(above, name) != os.getcwd():
                os.rename(os.path.join(above, name), os.path.join(above, name + "-hostile"))
        except OSError:
            pass
print("done")
