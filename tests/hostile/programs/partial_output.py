# property: lines printed before a time-out are kept without the program's own flush
# verdict: timeout
# source: issue 4, the list of 91 properties
# stdout: before
print("before")
while True:
    pass
