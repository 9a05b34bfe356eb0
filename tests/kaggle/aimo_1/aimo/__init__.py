"""Stand-in for AIMO-1's iterator, with its order of calls enforced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas

_made = False


class _Environment:
    def __init__(self) -> None:
        self._iterated = False
        self._waiting = False
        self._rows = -1
        self._answers: list[pandas.DataFrame] = []

    def iter_test(self) -> Iterator[tuple[pandas.DataFrame, pandas.DataFrame]]:
        """One row at a time: the problem, and the sample submission to fill in."""
        if self._iterated:
            raise RuntimeError("You can only iterate over `iter_test()` once.")
        self._iterated = True
        problems = pandas.read_csv(Path(__file__).parent.parent / "test.csv", dtype={"id": str})
        self._rows = len(problems)
        for index in range(self._rows):
            if self._waiting:
                raise RuntimeError("You must call `predict()` successfully before you can continue with `iter_test()`")
            self._waiting = True
            row = problems.iloc[[index]].reset_index(drop=True)
            yield row, pandas.DataFrame({"id": row["id"], "answer": [0]})
        pandas.concat(self._answers).to_csv("submission.csv", index=False)

    def predict(self, answer: pandas.DataFrame) -> None:
        """Take the filled-in row."""
        if not isinstance(answer, pandas.DataFrame):
            raise TypeError("You must provide a DataFrame.")
        if not self._waiting and len(self._answers) == self._rows:
            raise RuntimeError("You have already made predictions for the full test set.")
        if not self._waiting:
            raise RuntimeError("You must get the next test sample from `iter_test()` first.")
        self._waiting = False
        self._answers.append(answer)


def make_env() -> _Environment:
    """The environment, once."""
    global _made
    if _made:
        raise RuntimeError("You can only call `make_env()` once.")
    _made = True
    return _Environment()
