# property: memoised recursion goes through C at every level and must not overflow the C stack
# verdict: ok|error
# source: issue 4, the list of 91 properties
# (newer Pythons stop C recursion with a RecursionError)
from functools import lru_cache


@lru_cache(None)
def f(n):
    return 0 if n == 0 else 1 + f(n - 1)


print(f(8000))
