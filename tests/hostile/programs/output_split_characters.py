# property: a cap in the middle of multi-byte characters breaks no decoder
# verdict: ok
# source: own
# stdout: end
print("a" + "\N{MATHEMATICAL BOLD CAPITAL A}" * 100_000)
print("end")
