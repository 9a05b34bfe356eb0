# property: abort() is a crash of this run only
# verdict: crash
# source: issue 4, the list of 91 properties
import os

os.abort()
