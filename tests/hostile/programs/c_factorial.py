# property: math.factorial of a huge number ends at the deadline
# verdict: timeout
# source: the research list of 91 properties
import math

math.factorial(10**8)
