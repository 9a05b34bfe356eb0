# property: a changed encoding of stdout is the program's loss only
# verdict: ok
# source: own
import locale
import os
import sys

os.environ["PYTHONIOENCODING"] = "utf-16"
try:
    locale.setlocale(locale.LC_ALL, "C")
except locale.Error:
    pass
sys.stdout.reconfigure(encoding="utf-16")
print("x" * 1000)
