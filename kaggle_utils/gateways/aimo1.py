"""AIMO-1: problems are read from an iterator; problems and answers are one-row pandas frames."""

from __future__ import annotations

import contextlib
import importlib
import sys
from pathlib import Path

from kaggle_utils.environment import Environment
from kaggle_utils.gateways.predict import answer_or_fallback
from kaggle_utils.solver import Solver


def run(solver: Solver, environment: Environment) -> Path:
    """Answer every problem of the iterator; the ``aimo`` module writes the submission, whose path is returned."""
    assert environment.competition is not None
    if str(environment.competition) not in sys.path:
        sys.path.insert(0, str(environment.competition))
    with contextlib.chdir(environment.out):
        competition = importlib.import_module("aimo").make_env()
        for test, sample_submission in competition.iter_test():
            sample_submission["answer"] = answer_or_fallback(solver, str(test["id"].iloc[0]), test["problem"])
            competition.predict(sample_submission)
    return environment.out / "submission.csv"
