"""How long programs are, by strategy and outcome."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.cli import main
from kaggle_utils.engines import Completion
from kaggle_utils.journal import Journal
from kaggle_utils.journal.events import AttemptMade, ProblemStarted, RunStarted
from kaggle_utils.problem import Problem
from kaggle_utils.report.code_lengths import CodeLengthRow, code_lengths, lines_of_code
from kaggle_utils.settings import Settings
from kaggle_utils.strategies import Attempt, Turn

KNOWN, UNKNOWN = Problem("p", "How many?", 5), Problem("q", "How many?")


def attempt(lines: int, answer: int | None = None, strategy: str = "trace") -> Attempt:
    code = "\n".join(["# a comment", "", *["x = 1"] * lines]) if lines else None
    return Attempt(strategy, (Turn(Completion("", 1, 1, "stop"), code, None, None),), answer)


def test_right_and_wrong_programs_are_counted_apart_where_the_answer_is_known() -> None:
    made = [(KNOWN, attempt(2, 5)), (KNOWN, attempt(4, 6)), (KNOWN, attempt(6)), (UNKNOWN, attempt(8, 5)), (KNOWN, attempt(0))]
    rows = code_lengths([*made, (KNOWN, attempt(1, 5, "pal"))])
    assert [(row.strategy, row.outcome, row.programs, row.median, row.longest) for row in rows] == [
        ("trace", "all", 4, 5.0, 8),
        ("trace", "right", 1, 2.0, 2),
        ("trace", "wrong", 2, 5.0, 6),
        ("pal", "all", 1, 1.0, 1),
        ("pal", "right", 1, 1.0, 1),
    ]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_the_lengths_are_in_order(lengths: list[int]) -> None:
    (row,) = code_lengths((UNKNOWN, attempt(length)) for length in lengths)
    assert min(lengths) <= row.median <= row.long <= row.longest == max(lengths)
    assert row.programs == len(lengths)


@pytest.mark.parametrize(
    ("program", "lines"), [("", 0), ("x = 1", 1), ("# no\n  # no\n\n\nx = 1  # yes\n", 1), ('def f():\n    """Text."""\n    return 1\n', 3)]
)
def test_blank_lines_and_comments_do_not_count(program: str, lines: int) -> None:
    assert lines_of_code(program) == lines


def test_the_command_reads_a_runs_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.write(RunStarted(Settings.preset("cpu-demo")))
    journal.write(ProblemStarted(KNOWN, 1.0))
    journal.write(AttemptMade("p", 0, attempt(3, 5)))
    journal.close()
    assert main(["lengths", str(tmp_path), "--programs", "--json"]) == 0
    rows = [CodeLengthRow(**row) for row in json.loads(capsys.readouterr().out)]
    assert [(row.outcome, row.programs, row.median) for row in rows] == [("all", 1, 3.0), ("right", 1, 3.0)]
    assert main(["lengths", str(tmp_path), "--programs"]) == 0
    assert "| trace | right | 1 | 3 |" in capsys.readouterr().out


def test_what_holds_no_programs_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lengths", str(tmp_path / "replies.jsonl.gz"), "--programs"]) == 2
    assert "name a run's folder or its journal" in capsys.readouterr().err
