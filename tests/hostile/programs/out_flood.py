# property: endless lines are stopped and cut, and nobody buffers them whole
# verdict: output
# source: issue 4, the list of 91 properties
# timeout: 2
while True:
    print("x" * 1000)
