from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.engines import Sampling
from kaggle_utils.messages import Message
from kaggle_utils.problem import Problem
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from kaggle_utils.strategies import SEEDS_APART
from kaggle_utils.voting.revote import load_run, revote
from tests.scripted import ScriptedEngine, program

COPIES = ("print(6 * 7)", "print(8 * 6)", "print(8 * 6)", "print(2 * 24)", "print(sum([6] * 7))", "print(max(range(43)))")


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three copies of one program say 48, three different ones 42; by majority the larger answer wins. And a problem without an answer."""

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        return program(COPIES[sampling.seed // SEEDS_APART]) if "times" in messages[1].content else "no idea"

    out = tmp_path_factory.mktemp("revote")
    settings = Settings.preset("cpu-demo", out=out, strategies={"program-of-thoughts": 6}, repair_rounds=0, voting="majority")
    with Solver(settings, engine=ScriptedEngine(script)) as solver:
        solver.solve(Problem("a", "What is 6 times 7?", 42))
        solver.solve(Problem("b", "What is it?"))
    return settings.out / "journal.jsonl"


def test_another_rule_may_elect_another_answer(journal: Path) -> None:
    history, settings = load_run(journal)
    assert [problem.answer for problem in revote(history, settings, "majority").problems] == [48, 0]
    again = revote(history, settings, "log-odds")
    assert [problem.answer for problem in again.problems] == [42, 0]
    assert [problem.id for problem in again.changed] == ["a"]
    assert again.score == (1, 1)


def test_the_rule_of_the_run_elects_what_the_run_answered(journal: Path) -> None:
    history, settings = load_run(journal)
    assert revote(history, settings, settings.voting).changed == ()


def test_the_command_shows_each_rule_and_writes_nothing(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(journal.parent.rglob("*")), journal.read_bytes()
    assert main(["revote", str(journal)]) == 0
    printed = capsys.readouterr().out
    assert "majority   0 of 1 right (0.0 %); 0 of 2 answers change" in printed
    assert "log-odds   1 of 1 right (100.0 %); 1 of 2 answers change" in printed
    assert "a: 48 -> 42" in printed
    assert (sorted(journal.parent.rglob("*")), journal.read_bytes()) == before


def test_the_command_prints_json(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["revote", str(journal), "--rule", "log-odds", "--json"]) == 0
    (table,) = json.loads(capsys.readouterr().out)
    assert (table["rule"], table["right"], table["known"], table["changed"]) == ("log-odds", 1, 1, 1)
    assert table["problems"][0]["answer"] == 42


def test_the_command_writes_a_submission_if_asked(journal: Path, tmp_path: Path) -> None:
    path = tmp_path / "again.csv"
    assert main(["revote", str(journal), "--rule", "log-odds", "--out", str(path)]) == 0
    assert path.read_text() == "id,answer\na,42\nb,0\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["/nowhere"], "/nowhere does not exist"),
        (["EMPTY"], "holds no start of a run"),
        (["JOURNAL", "--out", "x.csv"], "--out needs --rule"),
        (["JOURNAL", "--rule", "majority", "--out", "/nowhere/x.csv"], "cannot write /nowhere/x.csv"),
    ],
)
def test_bad_input_is_one_line(
    journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    (tmp_path / "empty").touch()
    files = {"JOURNAL": str(journal), "EMPTY": str(tmp_path / "empty")}
    assert main(["revote", *[files.get(argument, argument) for argument in arguments]]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
