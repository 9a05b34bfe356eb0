# property: catastrophic regular-expression backtracking ends at the deadline
# verdict: timeout
# source: issue 4, the list of 91 properties
import re

re.match(r"(a+)+$", "a" * 60 + "b")
