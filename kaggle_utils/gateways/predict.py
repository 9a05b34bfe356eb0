"""The ``predict`` function that Kaggle's inference servers call."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from kaggle_utils.errors import InputError
from kaggle_utils.gateways.batch import Batch, read_batch
from kaggle_utils.journal.events import AnswerFailed
from kaggle_utils.problem import Problem
from kaggle_utils.settings.competitions import Columns
from kaggle_utils.solver import Solver

if TYPE_CHECKING:
    import polars

logger = logging.getLogger(__name__)

MAX_REASON = 300  # characters of an error that are journalled


def make_predict(solver: Solver, integer_ids: bool = False, columns: Columns | None = None) -> Callable[..., polars.DataFrame]:
    """Return a plain function named ``predict``: AIMO-3's server looks it up by name and refuses methods and partials.

    It takes ``(id, problem, *rest)`` as Series or one-column frames or as scalars, or one frame of all columns, and returns a frame
    ``{id: str, answer: int64}`` of as many rows, with the names of ``columns`` where a competition has others. It never raises, because an
    exception ends the whole submission (docs/gateways.md); each fallback answer is recorded in the log and the journal. With
    ``integer_ids`` an id from a column of numbers is returned as the number: AIMO-2 compares the columns, and to it the text "7" is not
    the number 7. Raises InputError where polars is not installed.
    """
    try:
        import polars
    except ModuleNotFoundError as error:
        raise InputError("Kaggle's inference servers want polars frames, and polars is not installed: pip install polars") from error

    def predict(*values: Any, **named: Any) -> polars.DataFrame:
        batch = _read(solver, (*values, *named.values()), columns)
        names = [_name(id_) for id_, _ in batch.rows]
        answers = [answer_or_fallback(solver, str(name), row[1], caught=BaseException) for name, row in zip(names, batch.rows, strict=True)]
        kinds = {type(name) if not isinstance(name, int) or abs(name) < 2**63 else str for name in names}
        stay = integer_ids and kinds in ({int}, {float})
        id_name, answer_name = (columns.id, columns.answer) if columns else (batch.id_name or "id", "answer")
        schema = {id_name: (polars.Int64 if kinds == {int} else polars.Float64) if stay else polars.String, answer_name: polars.Int64}
        return polars.DataFrame({id_name: names if stay else list(map(str, names)), answer_name: answers}, schema=schema)

    return predict


def _read(solver: Solver, values: Sequence[Any], columns: Columns | None) -> Batch:
    """The rows of a request; one without a statement, recorded in the log and the journal, where it cannot be read."""
    try:
        return read_batch(values, columns)
    except Exception as error:
        logger.exception("a request that cannot be read")
        _note(solver, "", error)
        return Batch([(values[0] if values else "", None)], "")


def answer_or_fallback(solver: Solver, name: str, problem: Any, caught: type[BaseException] = Exception) -> int:
    """The solver's answer to a gateway's request; if anything was raised, the fallback, recorded in the log and the journal."""
    try:
        return solver.solve(Problem(name, _statement(problem))).value
    except caught as error:
        logger.exception("no answer to %r; the fallback goes out", name)
        _note(solver, name, error)
        return solver.settings.fallback_answer


def _name(id_: Any) -> str | int | float:
    """The id as received: a number from a column of numbers, else text, with the characters replaced that a frame cannot hold."""
    try:
        item = _item(id_)
    except Exception:
        logger.exception("an id that cannot be read")
        return ""
    if isinstance(item, int | float) and hasattr(id_, "shape"):
        return item
    return str(item).encode("utf-8", errors="backslashreplace").decode("utf-8")


def _statement(problem: Any) -> str:
    """The statement as text; empty for None and NaN, which the solver refuses and journals."""
    item = _item(problem)
    return "" if item is None or item != item else str(item)  # only NaN differs from itself


def _item(value: Any) -> Any:
    """The one value of a polars or pandas Series or one-cell frame, or the scalar itself, as a Python type."""
    if hasattr(value, "iloc"):
        value = value.iloc[0]
        value = value.iloc[0] if hasattr(value, "iloc") else value
    return value.item() if hasattr(value, "item") else value


def _note(solver: Solver, name: str, error: BaseException) -> None:
    """Journal why the fallback was given, if the journal can still be written."""
    reason = f"{type(error).__name__}: {str(error)[:MAX_REASON]}"
    try:
        solver.journal.write(AnswerFailed(name, reason))
    except Exception:
        logger.exception("the failure of %r could not be journalled", name)
