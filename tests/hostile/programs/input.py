# property: reading input ends at once instead of waiting for a terminal that the run does not have
# verdict: error
# source: the research list of 91 properties
input("answer? ")
