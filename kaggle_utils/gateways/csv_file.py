"""CSV: a file of problems in, a file of answers out."""

from __future__ import annotations

from pathlib import Path

import pandas

from kaggle_utils.environment import Environment
from kaggle_utils.errors import InputError
from kaggle_utils.problem import Problem
from kaggle_utils.solver import Solver

MAX_LISTING = 5  # values quoted in an error


def read_problems(path: Path, longest_statement: int) -> list[Problem]:
    """Read ``id,problem[,answer]``. Ids stay the text that they are. Raises InputError that names the file, the row and the way out."""
    try:
        frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    except FileNotFoundError:
        raise InputError(f"{path} does not exist") from None
    except pandas.errors.EmptyDataError:
        raise InputError(f"{path} is empty: it needs a header id,problem[,answer] and a row a problem") from None
    except (pandas.errors.ParserError, UnicodeDecodeError, OSError) as error:
        raise InputError(f"{path} cannot be read as CSV: {' '.join(str(error).split())}") from None
    for column in ("id", "problem"):
        if column not in frame:
            raise InputError(f"{path} has no column {column!r}, only {', '.join(map(str, frame.columns))}: rename the one that is meant")
    if frame.empty:
        raise InputError(f"{path} has a header and no problems")
    repeated = frame["id"][frame["id"].duplicated()].unique().tolist()
    if repeated:
        raise InputError(f"{path} has duplicate ids ({', '.join(repeated[:MAX_LISTING])}): each problem needs its own")
    problems = []
    for number, (id_, statement, answer) in enumerate(
        zip(frame["id"], frame["problem"], frame.get("answer", [None] * len(frame)), strict=True), 2
    ):
        where = f"{path}, row {number} (id {id_!r})"
        if not id_.strip():
            raise InputError(f"{path}, row {number}: the id is empty")
        if not statement.strip() or statement.strip().lower() == "nan":
            raise InputError(f"{where}: the problem is empty or NaN")
        if len(statement) > longest_statement:
            raise InputError(f"{where}: the statement has {len(statement)} characters, more than longest_statement = {longest_statement}")
        problems.append(Problem(id_, statement, _read_answer(answer, where)))
    return problems


def run(solver: Solver, environment: Environment) -> Path:
    """Solve every problem of the file and write ``submission.csv``, anew after each, so that a killed run leaves what it had."""
    return solve_all(solver, read_problems(environment.problems, solver.settings.longest_statement), environment.out)


def solve_all(solver: Solver, problems: list[Problem], out: Path) -> Path:
    """Solve problems in order, with progress shown, and return the submission."""
    from tqdm.auto import tqdm

    solver.expect(len(problems))
    path = out / "submission.csv"
    values = {problem.id: solver.settings.fallback_answer for problem in problems}
    for problem in tqdm(problems, unit="problem", mininterval=1.0):
        values[problem.id] = solver.solve(problem).value
        partial = path.with_suffix(".partial")
        pandas.DataFrame({"id": list(values), "answer": list(values.values())}).astype({"answer": "int64"}).to_csv(partial, index=False)
        partial.replace(path)
    return path


def _read_answer(text: str | None, where: str) -> int | None:
    if text is None or not text.strip():
        return None
    try:
        number = float(text)
        return int(text) if text.strip().lstrip("+-").isdigit() else _whole(number)
    except ValueError:
        raise InputError(f"{where}: the answer {text[:40]!r} is not an integer: correct it or leave it empty") from None


def _whole(number: float) -> int:
    if not number.is_integer():
        raise ValueError(number)
    return int(number)
