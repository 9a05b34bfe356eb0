# property: an exception is an error, with its line
# verdict: error
# source: the research list of 91 properties
# stdout: before
print("before")
1 / 0
