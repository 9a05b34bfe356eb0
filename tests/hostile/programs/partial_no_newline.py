# property: an unfinished line printed before a time-out is kept
# verdict: timeout
# source: issue 4, the list of 91 properties
# stdout: before
print("before", end="")
while True:
    pass
