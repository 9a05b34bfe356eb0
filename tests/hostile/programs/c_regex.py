# property: catastrophic regular-expression backtracking ends at the deadline
# verdict: timeout
# source: the research list of 91 properties
import re

re.match(r"(a+)+$", "a" * 60 + "b")
