# property: a working directory that is gone at the end does not stop the end
# verdict: ok
# source: own
# stdout: done
import os
import shutil

here = os.getcwd()
shutil.rmtree(here, ignore_errors=True)
try:
    os.rmdir(here)
except OSError:
    pass
print("done")
