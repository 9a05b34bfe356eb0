"""The submission notebook, executed by nbconvert, with the vllm engine."""

from __future__ import annotations

import csv
from pathlib import Path

from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AnswerGiven, EngineChanged
from tests.test_notebook import error_outputs, execute
from tests.vllm.conftest import SERVER_PYTHON


def test_the_notebook_solves_problems_through_vllm(tmp_path: Path) -> None:
    problems = tmp_path / "problems.csv"
    with DEMO_PROBLEMS.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    with problems.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows[4:50:5]])
    executed = execute(
        tmp_path / "run",
        KAGGLE_UTILS_PRESET="vllm-cpu",
        KAGGLE_UTILS_PROBLEMS=str(problems),
        KAGGLE_UTILS_SERVER_PYTHON=SERVER_PYTHON,
    )
    assert error_outputs(executed) == []
    events = list(read_journal(tmp_path / "run" / "out" / "journal.jsonl"))
    engine = next(event.engine for event in events if isinstance(event, EngineChanged))
    assert (engine.engine, engine.steps_down) == ("vllm", ())
    answers = [event.answer for event in events if isinstance(event, AnswerGiven)]
    gold = [int(row[2]) for row in rows[4:50:5]]
    assert sum(answer.value == right for answer, right in zip(answers, gold, strict=True)) >= 6
