# property: a program that parses 100,000 signs itself gets an error or crashes alone
# verdict: error|memory|crash|syntax
# source: own
eval("-" * 100_000 + "1")
