"""Next-number prediction (CodeSeq, arXiv 2503.13109, Figure 4): by a reply, by a program, and by the law that the terms obey."""
