# property: one print of 50 MB is stopped and cut
# verdict: output
# source: issue 4, the list of 91 properties
# timeout: 2
print("x" * 50_000_000)
