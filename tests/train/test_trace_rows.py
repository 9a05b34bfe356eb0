"""Rows of a build of codeseq as traces: programs are run again; wrong ones are left out, or kept to measure what test cases are worth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.cli import main
from kaggle_utils.errors import InputError
from kaggle_utils.train.rows import read_rows
from kaggle_utils.train.trace_rows import make_trace_rows

RIGHT = "n = int(input())\nprint(n*n + 1)"
OFF_BY_ONE = "n = int(input()) + 1\nprint(n*n + 1)"
OF_ANOTHER_FORM = "import sys\nn = int(sys.stdin.readline())\nprint(n*n + 1)"


def sample(name: str, code: str, first: str) -> dict[str, Any]:
    cases = [{"input": str(n), "output": str(n * n + 1)} for n in range(1, 9)]
    texts = {"description": "The courier carries n^2 + 1 letters.", "input_format": "One integer n.", "output_format": "One integer."}
    rounds = [{"code": first}, {"code": code}]
    return {"id": f"{name}#0.0", "sequence": name, **texts, "examples": cases[:2], "test_cases": cases[2:], "code": code, "rounds": rounds}


@pytest.fixture
def build(tmp_path: Path) -> Path:
    samples = [sample("A1", RIGHT, OFF_BY_ONE), sample("A2", OFF_BY_ONE, RIGHT), sample("A3", OF_ANOTHER_FORM, OF_ANOTHER_FORM)]
    (tmp_path / "samples.jsonl").write_text("".join(json.dumps(each) + "\n" for each in samples))
    return tmp_path


def test_a_row_has_the_statement_under_the_trace_prompt_and_a_program_that_was_run(build: Path) -> None:
    made = make_trace_rows(build)
    (row,) = made.rows
    assert row["id"] == "A1#0.0"
    system, user, assistant = row["messages"]
    assert [message["role"] for message in (system, user, assistant)] == ["system", "user", "assistant"]
    assert user["content"].startswith("The courier carries n^2 + 1 letters. One integer n. Find the output for n = ")
    assert 'Print the line "target N"' in user["content"]
    assert "    return n*n + 1\n" in assistant["content"]
    assert made.wrong == ()
    assert set(made.left_out) == {"A2#0.0", "A3#0.0"}
    assert made.left_out["A2#0.0"].startswith("a(1) is 2, and its program prints 5")


def test_as_a_function_a_row_has_the_prompt_that_asks_for_one_and_no_lines_that_call_it(build: Path) -> None:
    (row,) = make_trace_rows(build, form="function").rows
    _, user, assistant = row["messages"]
    assert "f(n)" in user["content"]
    assert 'Print the line "target N"' not in user["content"]
    assert assistant["content"] == "```python\ndef f(n):\n    return n*n + 1\n```"


def test_first_programs_are_kept_wrong_or_right_and_the_wrong_ones_are_named(build: Path) -> None:
    made = make_trace_rows(build, "first")
    assert [row["id"] for row in made.rows] == ["A1#0.0", "A2#0.0"]
    assert made.wrong == ("A1#0.0",)
    assert set(made.left_out) == {"A3#0.0"}


def test_the_command_writes_rows_that_train_reads(build: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = build / "rows" / "traces.jsonl"
    assert main(["train", "trace-rows", str(build), "--to", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "1 rows" in shown
    assert "left out: A3#0.0: its program does not read one number" in shown
    assert [row.id for row in read_rows([path])] == ["A1#0.0"]


def test_a_folder_without_a_build_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"samples\.jsonl is missing: give the folder of a build"):
        make_trace_rows(tmp_path)
