# property: a chain of 50,000 causes does not exhaust whoever prints it
# verdict: error
# source: own
# timeout: 3
last = ValueError("first")
for _ in range(50_000):
    error = ValueError("next")
    error.__cause__ = last
    last = error
raise last
