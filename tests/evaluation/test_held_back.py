"""Known sequences are refused where they are the answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.held_back import asks_for_a_known_sequence
from kaggle_utils.evaluation.run import run
from kaggle_utils.problem import Problem
from kaggle_utils.settings import Settings
from tests.scripted import ScriptedEngine, program, says
from tests.sequences.conftest import EXCERPT

MakeSettings = Callable[..., Settings]


@pytest.mark.parametrize(
    ("id_", "statement", "expected"),
    [
        ("A000045", "What is the next term?", True),
        ("oeis-A012345-30", "What is the next term?", True),
        ("oeis A012345 30", "What is the next term?", True),
        ("p", "Continue the sequence A000045 of the OEIS.", True),
        ("p", "Let A1000 be a set.", False),
        ("p", "How many tilings are there?", False),
    ],
)
def test_a_problem_that_names_a_sequence_is_recognised(id_: str, statement: str, expected: bool) -> None:
    assert asks_for_a_known_sequence(Problem(id_, statement)) is expected


def test_a_run_over_sequences_refuses_them_before_anything_is_asked(make_settings: MakeSettings) -> None:
    engine = ScriptedEngine(says(program("print(1)")))
    with pytest.raises(InputError, match=r"1 of the problems, such as 'A000045', ask for known sequences: .* leave sequences out"):
        run([Problem("A000045", "?", 1)], make_settings(sequences=str(EXCERPT)), engine=engine)
    assert engine.calls == []


def test_other_problems_are_evaluated_with_them_and_another_file_is_another_run(make_settings: MakeSettings, tmp_path: Path) -> None:
    settings = make_settings(sequences=str(EXCERPT), strategies={"program-of-thoughts": 1})
    assert run([Problem("p", "1?", 1)], settings, engine=ScriptedEngine(says(program("print(1)")))).attempts
    with pytest.raises(InputError, match=r"sequences was '.*stripped' and is ''"):
        run([Problem("p", "1?", 1)], make_settings(strategies={"program-of-thoughts": 1}), engine=ScriptedEngine(says("")))
