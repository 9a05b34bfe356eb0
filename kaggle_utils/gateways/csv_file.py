"""CSV: a file of problems in, a file of answers out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas

from kaggle_utils.environment import Environment
from kaggle_utils.errors import InputError
from kaggle_utils.gateways.batch import STATEMENTS
from kaggle_utils.gateways.csv_rows import parse_rows
from kaggle_utils.gateways.csv_text import read_text
from kaggle_utils.problem import Answer, Problem
from kaggle_utils.settings.competitions import Columns, Competition
from kaggle_utils.solver import Solver

# What pandas, polars and Excel write for a value that is not there, or that a formula failed to give.
MISSING = {"", "nan", "none", "null", "na", "n/a", "<na>", "#n/a", "#name?", "#value!", "#ref!"}
MAX_LISTING = 5  # names quoted in an error
MAX_NAME = 40  # characters of a value that is quoted
MAX_DIGITS = 4_000  # of an answer; Python converts 4,300 unless told otherwise (sys.int_info)


def read_problems(path: Path, longest_statement: int, row: Competition | None = None) -> list[Problem]:
    """Read ``id,problem[,answer]``; ``question`` is another name of ``problem``, further columns are passed over.

    A competition's ``row`` may give the columns other names. Ids stay the text that they are, without the spaces around it. Raises
    InputError that names the file, the line and the way out.
    """
    meant = _names_of(row)
    header, *rows = parse_rows(read_text(path), path, {*meant[0], *meant[1]})
    names = [name.strip().lower() for name in header.fields]
    id_at, statement_at, answer_at = (_find_column(names, each, path) for each in meant)
    if id_at is None or statement_at is None:
        listed = ", ".join(name[:MAX_NAME] for name in names[:MAX_LISTING])
        way_out = "rename the one that is meant, or put the header id,problem[,answer] above the problems"
        if row is not None and row.columns is not None:
            way_out = f"correct columns = {{ {'id' if id_at is None else 'problem'} = ... }} in {row.source}, [{row.name}]"
        missing = meant[0] if id_at is None else meant[1]
        raise InputError(f"{path} has no column {missing[0]!r} in its first line, only {listed}: {way_out}")
    if not rows:
        raise InputError(f"{path} has a header and no problems")
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for entry in rows:
        id_, statement = entry.fields[id_at].strip(), entry.fields[statement_at]
        where = f"{path}, line {entry.line} (id {id_!r})"
        if not id_:
            raise InputError(f"{path}, line {entry.line}: the id is empty")
        if id_ in lines:
            raise InputError(f"{where}: line {lines[id_]} has the same id, and each problem needs its own")
        if statement.strip().lower() in MISSING:
            raise InputError(f"{where}: the problem is empty or NaN ({statement.strip()!r})")
        if len(statement) > longest_statement:
            raise InputError(f"{where}: the statement has {len(statement)} characters, more than longest_statement = {longest_statement}")
        lines[id_] = entry.line
        problems.append(Problem(id_, statement, _read_answer("" if answer_at is None else entry.fields[answer_at].strip(), where)))
    return problems


def _names_of(row: Competition | None) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The names that the id's, the statement's and the answer's column may have, in small letters."""
    if row is None or row.columns is None:
        return ("id",), STATEMENTS, ("answer",)
    return (row.columns.id.lower(),), (row.columns.problem.lower(),), (row.columns.answer.lower(),)


def _find_column(names: Sequence[str], meant: tuple[str, ...], path: Path) -> int | None:
    """The place of the one column of these names, if there is one. Raises InputError for several."""
    found = [place for place, name in enumerate(names) if name in meant]
    if len(found) > 1:
        raise InputError(
            f"{path} has the columns {', '.join(names[place] for place in found)}: one of them is to be read, rename the others"
        )
    return found[0] if found else None


def run(solver: Solver, environment: Environment) -> Path:
    """Solve every problem of the file and write the submission, anew after each, so that a killed run leaves what it had."""
    problems = read_problems(environment.problems, solver.settings.longest_statement, environment.row)
    return solve_all(solver, problems, environment.out, row=environment.row)


def solve_all(solver: Solver, problems: list[Problem], out: Path, at_once: int = 1, row: Competition | None = None) -> Path:
    """Solve problems, begun in their order and ``at_once`` at the same time, with progress shown, and return the submission.

    The submission has the order of the problems: id and answer in submission.csv, or as ``row`` says.
    """
    from tqdm.auto import tqdm

    solver.expect(len(problems), at_once)
    path = out / (row.submission if row is not None else "submission.csv")
    columns = (row.columns if row is not None else None) or Columns()
    values = {problem.id: solver.settings.fallback_answer for problem in problems}
    for problem, answer in tqdm(_answers(solver, problems, at_once), total=len(problems), unit="problem", mininterval=1.0):
        values[problem.id] = answer.value
        partial = path.with_suffix(".partial")
        frame = pandas.DataFrame({columns.id: list(values), columns.answer: list(values.values())})
        frame.astype({columns.answer: "int64"}).to_csv(partial, index=False)
        partial.replace(path)
    return path


def _answers(solver: Solver, problems: Sequence[Problem], at_once: int) -> Iterator[tuple[Problem, Answer]]:
    """The answers as they come. Problems that have not begun when the caller stops are not begun."""
    if at_once == 1:
        yield from ((problem, solver.solve(problem)) for problem in problems)
        return
    places = ThreadPoolExecutor(at_once, thread_name_prefix="problem")
    try:
        solving = {places.submit(solver.solve, problem): problem for problem in problems}
        yield from ((solving[done], done.result()) for done in as_completed(solving))
    finally:
        places.shutdown(wait=False, cancel_futures=True)


def _read_answer(text: str, where: str) -> int | None:
    """The integer, exactly; None for an empty field. 52.0 and 1e3 are integers, 1,000 is none: elsewhere it means one."""
    if not text:
        return None
    with contextlib.suppress(InvalidOperation):
        number = Decimal(text)
        if number.is_finite() and number.adjusted() < MAX_DIGITS and number == number.to_integral_value():
            return int(number)
    raise InputError(f"{where}: the answer {text[:MAX_NAME]!r} is not an integer: correct it or leave it empty")
