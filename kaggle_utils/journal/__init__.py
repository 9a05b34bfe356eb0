"""The journal: the record of a run, its writer and its readers."""

from kaggle_utils.journal.reader import read_journal
from kaggle_utils.journal.writer import Journal

__all__ = ["Journal", "read_journal"]
