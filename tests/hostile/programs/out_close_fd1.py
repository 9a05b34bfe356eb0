# property: a program that closes its own stdout gets an error and spoils nothing
# verdict: error|ok
# source: issue 4, the list of 91 properties
# (ok where the text waits in a buffer that the end may drop)
import os

os.close(1)
print("lost")
