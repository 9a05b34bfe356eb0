# property: a working directory replaced by a file, and its parent filled, do not stop the clean-up
# verdict: ok
# source: own
# stdout: done
import os

here = os.getcwd()
try:
    os.rename(here, here + "-gone")
    with open(here, "w") as file:
        file.write("x")
except OSError:
    pass
print("done")
