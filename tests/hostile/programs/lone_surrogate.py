# property: printing a lone surrogate, which no UTF-8 pipe can carry, does not end the program
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: after
print("\udcff")
print("after")
