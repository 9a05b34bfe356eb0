# property: an endless loop in Python ends at the deadline
# verdict: timeout
# source: issue 4, the list of 91 properties
while True:
    pass
