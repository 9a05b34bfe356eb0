# property: a C loop that never checks signals ends at the deadline
# verdict: timeout
# source: the research list of 91 properties
sum(range(10**13))
