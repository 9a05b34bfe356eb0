# property: lines printed before a time-out are kept without the program's own flush
# verdict: timeout
# source: the research list of 91 properties
# stdout: before
print("before")
while True:
    pass
