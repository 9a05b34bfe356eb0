# property: honest recursion 15,000 deep works
# verdict: ok
# source: issue 4, the list of 91 properties
# stdout: 15000
def f(n):
    return 0 if n == 0 else 1 + f(n - 1)


print(f(15000))
