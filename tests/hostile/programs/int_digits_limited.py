# property: a lowered digit limit does not reach the next program
# verdict: error
# source: own
# next: print(len(str(7**20000)))
# next-stdout: 16902
import sys

sys.set_int_max_str_digits(640)
str(7**20000)
