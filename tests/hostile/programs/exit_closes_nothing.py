# property: the interactive exit() ends the run well
# verdict: ok
# source: own
# stdout: before
print("before")
exit()
