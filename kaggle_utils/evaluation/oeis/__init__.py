"""The trace benchmark on sequences of the OEIS: the task of arXiv 2411.04372, with measures of traces, samples, look-ups and laws."""
