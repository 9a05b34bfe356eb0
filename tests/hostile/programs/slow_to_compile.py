# property: 6 MB of source are compiled under the deadline and the memory limit, not before them
# verdict: timeout|ok|memory
# source: own
x = [@REPEAT(1000000,[0],)@]
