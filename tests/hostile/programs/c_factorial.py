# property: math.factorial of a huge number ends at the deadline
# verdict: timeout
# source: issue 4, the list of 91 properties
import math

math.factorial(10**8)
