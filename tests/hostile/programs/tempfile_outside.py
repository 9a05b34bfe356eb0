# property: temporary files end up in the program's own directory and are gone afterwards
# verdict: ok
# source: own
# stdout: inside
import os
import tempfile

fd, path = tempfile.mkstemp(prefix="hostile-")
print("inside" if os.path.realpath(path).startswith(os.path.realpath(os.getcwd())) else f"ESCAPED to {path}")
