# property: a C loop that never checks signals ends at the deadline
# verdict: timeout
# source: issue 4, the list of 91 properties
sum(range(10**13))
