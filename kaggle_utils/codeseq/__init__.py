"""CodeSeq: from integer sequences with names to training data whose every sample was verified (arXiv 2503.13109; docs/codeseq.md)."""
