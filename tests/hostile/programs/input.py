# property: reading input ends at once instead of waiting for a terminal that the run does not have
# verdict: error
# source: issue 4, the list of 91 properties
input("answer? ")
