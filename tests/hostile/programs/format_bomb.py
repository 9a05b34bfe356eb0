# property: a width of ten thousand million in a format is refused by memory
# verdict: memory|error
# source: own
len(f"{1:9999999999}")
