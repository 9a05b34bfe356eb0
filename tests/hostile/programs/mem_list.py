# property: a list larger than memory is refused at once
# verdict: memory
# source: issue 4, the list of 91 properties
[0] * 10**11
