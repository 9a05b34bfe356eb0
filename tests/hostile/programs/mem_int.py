# property: an integer larger than memory is refused at once
# verdict: memory
# source: the research list of 91 properties
1 << (10**12)
