"""Suspects: which single term of a trace is wrong, and what it should be."""

from kaggle_utils.traces.suspects.suspect import Suspect, suspect_terms

__all__ = ["Suspect", "suspect_terms"]
