# property: 16 MB of source do not block the server or outlast the deadline
# verdict: ok|memory|timeout|syntax
# source: own
# timeout: 3
# @REPEAT(16000000,x)@
print("done")
