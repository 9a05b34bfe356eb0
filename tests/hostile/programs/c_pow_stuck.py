# property: one C call that never comes back ends at the deadline (a signal handler would never run)
# verdict: timeout
# source: issue 4, the list of 91 properties
# memory: 4096
9 ** (10**10)
