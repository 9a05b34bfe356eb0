# property: an exception is an error, with its line
# verdict: error
# source: issue 4, the list of 91 properties
# stdout: before
print("before")
1 / 0
