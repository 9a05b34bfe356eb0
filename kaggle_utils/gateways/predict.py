"""The ``predict`` function that Kaggle's inference servers call."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kaggle_utils.problem import Problem
from kaggle_utils.solver import Solver

if TYPE_CHECKING:
    import polars

logger = logging.getLogger(__name__)


def make_predict(solver: Solver) -> Callable[..., polars.DataFrame]:
    """Return a plain function named ``predict``: AIMO-3's server looks it up by name and refuses methods and partials.

    It takes ``(id, problem, *rest)`` as one-row Series or DataFrames or as scalars, and returns a one-row frame
    ``{id: str, answer: int64}``. It never raises, because an exception ends the whole submission (research/kaggle_gateway.md).
    """
    import polars

    def predict(id_: Any, problem: Any, *_: Any) -> polars.DataFrame:
        name, value = "", solver.settings.fallback_answer
        try:
            name = str(_item(id_))
            value = solver.solve(Problem(name, str(_item(problem)))).value
        except BaseException:
            logger.exception("predict failed for %r; the fallback answer goes out", name)
        return polars.DataFrame({"id": [name], "answer": [value]}, schema={"id": polars.String, "answer": polars.Int64})

    return predict


def _item(value: Any) -> Any:
    """The one value of a polars or pandas Series or one-cell frame, or the scalar itself."""
    if hasattr(value, "iloc"):
        value = value.iloc[0]
        return value.iloc[0] if hasattr(value, "iloc") else value
    return value.item() if hasattr(value, "item") else value
