# property: an honest program is run and its text comes back (the control of the whole corpus)
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: 42
print(6 * 7)
