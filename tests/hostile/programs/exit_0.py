# property: sys.exit(0) is a good end and keeps what was printed
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: before
import sys

print("before")
sys.exit(0)
