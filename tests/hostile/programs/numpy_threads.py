# property: a matrix product that is busy in its library ends at the deadline
# verdict: timeout
# source: own
# timeout: 2
import numpy

while True:
    a = numpy.ones((2000, 2000))
    a @ a
