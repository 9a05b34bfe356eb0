# property: an endless loop of long C calls ends at the deadline
# verdict: timeout
# source: issue 4, the list of 91 properties
while True:
    pow(3, 10**6)
