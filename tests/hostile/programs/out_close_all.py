# property: a program that closes every file descriptor, the status channel with them, has nothing to vouch for it
# verdict: exited|error|ok
# source: issue 4, the list of 91 properties
# (ok where the status does not travel through a descriptor the program can close)
import os

os.closerange(0, 1024)
