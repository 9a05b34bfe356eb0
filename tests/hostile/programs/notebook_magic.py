# property: notebook syntax is a syntax error, not a command for a shell
# verdict: syntax
# source: own
!echo owned > @DECOY_DIR@/magic
%reset -f
