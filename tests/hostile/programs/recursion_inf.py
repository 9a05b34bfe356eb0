# property: infinite recursion is a RecursionError, not a crash
# verdict: error
# source: issue 4, the list of 91 properties
def f(n):
    return f(n + 1)


f(0)
