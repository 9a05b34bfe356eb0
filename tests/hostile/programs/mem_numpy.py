# property: an array larger than memory is refused
# verdict: memory
# source: issue 4, the list of 91 properties
# timeout: 5
import numpy

numpy.ones(10**11)
