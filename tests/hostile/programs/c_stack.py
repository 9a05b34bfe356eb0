# property: unbounded recursion in C (nested iterators) ends this run only
# verdict: crash|ok|error|memory
# source: issue 4, the list of 91 properties
# timeout: 5
# (whether a million frames overflow depends on the stack's size and the Python version)
import itertools

nested = iter([1])
for _ in range(1_000_000):
    nested = itertools.chain(nested, [])
print(next(nested))
