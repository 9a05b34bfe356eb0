# property: a sum of 50,000 terms makes a tree too deep for the compiler
# verdict: syntax|error|memory|crash|ok
# source: own
# (newer Pythons compile it)
# timeout: 3
x = 1@REPEAT(50000, + 1)@
