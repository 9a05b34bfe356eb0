"""Known sequences of a file that the user has: an index in which the terms of a trace are looked up. Such files are not shipped."""

from kaggle_utils.sequences.index import SequenceIndex, given_sequences, load_sequences
from kaggle_utils.sequences.read import Entry, read_entries

__all__ = ["Entry", "SequenceIndex", "given_sequences", "load_sequences", "read_entries"]
