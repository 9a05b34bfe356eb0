# property: builtins set to None hurt nobody else
# verdict: ok|error|exited
# source: issue 4, the list of 91 properties
# next: print(len(str(10**3)), sorted([2, 1]), isinstance(1, int))
# next-stdout: 4 [1, 2] True
import builtins

for name in dir(builtins):
    if not name.startswith("__"):
        setattr(builtins, name, None)
