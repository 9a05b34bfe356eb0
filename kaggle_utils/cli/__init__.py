"""The command line: ``solve`` a file, ``watch`` a run, make a ``report``, ``revote``, ``plan`` a model's memory, ask the ``doctor``."""

from kaggle_utils.cli.main import main

__all__ = ["main"]
