# property: 100,000 brackets overflow no parser
# verdict: syntax|memory
# source: own
x = @REPEAT(100000,[)@1
