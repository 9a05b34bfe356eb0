# property: text that is not Python gets the verdict syntax and no process is spoiled by it
# verdict: syntax
# source: issue 4, the list of 91 properties
x = = 1
