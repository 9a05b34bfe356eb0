"""Hard-coding: programs that look their numbers up instead of computing them."""

from kaggle_utils.traces.hardcoding.clue import Clue, Hardcoded
from kaggle_utils.traces.hardcoding.dynamic import Ran, Run, hardcoded_when_run
from kaggle_utils.traces.hardcoding.static import hardcoded

__all__ = ["Clue", "Hardcoded", "Ran", "Run", "hardcoded", "hardcoded_when_run"]
