# property: a NUL byte in the source (the runner puts it in the place of the mark) must not raise in the caller
# verdict: syntax
# source: issue 4, the list of 91 properties
x = 1@NUL@
