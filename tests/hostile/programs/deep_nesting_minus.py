# property: 100,000 signs in a row overflow no parser (the parser must not run in the zygote or the client)
# verdict: syntax|error|memory|crash
# source: own
x = @REPEAT(100000,-)@1
