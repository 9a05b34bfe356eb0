# property: honest big integers are printed in full (Python stops at 4,300 digits unless told otherwise)
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: 16902
print(len(str(7**20000)))
