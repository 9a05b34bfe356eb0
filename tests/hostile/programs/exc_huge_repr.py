# property: an exception text of 50 MB is cut before it travels
# verdict: error
# source: issue 4, the list of 91 properties
raise ValueError("x" * 50_000_000)
