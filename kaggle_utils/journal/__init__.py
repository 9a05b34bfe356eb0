"""The journal: what is written down of a run, and what is read out of it again."""

from kaggle_utils.journal.reader import read_journal
from kaggle_utils.journal.writer import Journal

__all__ = ["Journal", "read_journal"]
