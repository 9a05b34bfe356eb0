# property: text in a buffer of the program's own sys.stdout comes out at the end, as in any Python
# verdict: ok
# source: own
# stdout: tail
import io
import sys

sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False), 10**6), line_buffering=False)
print("tail")
