# property: an integer larger than memory is refused at once
# verdict: memory
# source: issue 4, the list of 91 properties
1 << (10**12)
