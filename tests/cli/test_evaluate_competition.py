"""The competition problems from the command line: run, counted, and the same set for every command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.evaluation.problems import load_competition


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["evaluate", *arguments]) == 0
    return capsys.readouterr().out


def test_a_run_prints_its_arms_and_where_they_are_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ("--sample", "2", "--out", str(tmp_path))
    tables = printed(capsys, "competition", "program-of-thoughts", "--preset", "cpu-demo", *chosen).split("\n\n")
    assert [table.split("|")[1].strip() for table in tables] == ["arm", "construct", "difficulty"]
    again = ("arms", "program-of-thoughts", "--preset", "cpu-demo", "--problems", "competition", "--resume", "always")
    assert printed(capsys, *again, *chosen).strip() == tables[0]
    (row,) = json.loads(printed(capsys, "table", "--problems", "competition", "--json", *chosen))
    assert row["right"]["total"] == 2


def test_a_run_is_printed_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("competition", "program-of-thoughts", "--preset", "cpu-demo", "--sample", "1", "--out", str(tmp_path), "--json")
    tables = json.loads(printed(capsys, *arguments))
    (problem,) = load_competition()[:1]
    assert [row["arm"] for row in tables["arms"]] == ["program-of-thoughts"]
    assert [part["kind"] for part in tables["construct"] + tables["difficulty"]] == [problem.construct, problem.difficulty]


@pytest.mark.parametrize(("name", "problems"), [("competition", len(load_competition())), ("seen", 60), ("all", 120)])
def test_the_problems_of_a_set_are_counted(name: str, problems: int, capsys: pytest.CaptureFixture[str]) -> None:
    counts = json.loads(printed(capsys, "problems", "--problems", name, "--json"))
    assert (counts[-1]["construct"], counts[-1]["problems"]) == ("all", problems)


def test_problems_of_a_file_are_counted_as_untagged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text("id,problem,answer\n7,How many?,52\n", encoding="utf-8")
    counts = json.loads(printed(capsys, "problems", "--problems", str(tmp_path / "a.csv"), "--json"))
    assert [(each["construct"], each["problems"]) for each in counts] == [("untagged", 1), ("all", 1)]
