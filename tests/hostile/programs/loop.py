# property: an endless loop in Python ends at the deadline
# verdict: timeout
# source: the research list of 91 properties
while True:
    pass
