# property: abort() is a crash of this run only
# verdict: crash
# source: the research list of 91 properties
import os

os.abort()
