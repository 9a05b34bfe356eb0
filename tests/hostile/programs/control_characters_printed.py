# property: terminal escapes and NULs printed are text like any other
# verdict: ok
# source: own
# stdout: end
print("\x1b[2J\x1b]0;owned\x07\x00\r\b")
print("end")
