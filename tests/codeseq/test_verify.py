"""Samples that were changed after the build fail when they are verified, each by its id."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.cli import main
from kaggle_utils.codeseq.benchmarks import BenchmarkItem
from kaggle_utils.codeseq.build import build
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.verify import verify
from kaggle_utils.codeseq.write import CARD, MESSAGES, PAPER, SAMPLES, write_data
from kaggle_utils.errors import InputError
from tests.codeseq.conftest import MakeConfig
from tests.codeseq.scripted_agent import ScriptedAgent
from tests.codeseq.scripted_run import read_rows
from tests.codeseq.test_build import NONE
from tests.scripted import ScriptedEngine

Row = dict[str, Any]


@pytest.fixture
def config(make_config: MakeConfig, instant: None) -> CodeSeqConfig:
    made = make_config(8)
    write_data(build(made, engine=ScriptedEngine(ScriptedAgent(NONE).reply)), made)
    return made


def change(path: Path, number: int, how: Callable[[Row], object]) -> str:
    """Change a row of a file. Returns its id."""
    rows: list[Row] = [dict(row) for row in read_rows(path)]
    how(rows[number])
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(rows[number]["id"])


def set_code(config: CodeSeqConfig, number: int, code: str) -> str:
    """Change a sample's program in all three files."""
    change(config.out / PAPER, number, lambda row: row.update(output=json.dumps({"cot": "", "code": code})))
    change(config.out / MESSAGES, number, lambda row: row["messages"][-1].update(content=code))
    return change(config.out / SAMPLES, number, lambda row: row.update(code=code))


def test_what_was_changed_fails_and_what_was_not_stands(config: CodeSeqConfig) -> None:
    assert verify(config).failed == {}
    code = read_rows(config.out / SAMPLES)[2]["code"]
    wrong_case = change(config.out / SAMPLES, 0, lambda row: row["test_cases"][0].update(output="12345"))
    wrong_program = set_code(config, 1, "print(int(input()) + 1)")
    wrong_later = set_code(config, 2, f"{code}\nif '29' in globals().values(): print(0)".replace("int(input())", "min(29, int(input()))"))
    other_program = change(config.out / MESSAGES, 3, lambda row: row["messages"][-1].update(content="print(2)"))
    renamed = change(config.out / SAMPLES, 4, lambda row: row.update(sequence="A000000"))
    verified = verify(config)
    assert verified.checked == 8
    assert set(verified.failed) == {wrong_case, wrong_program, wrong_later, other_program, renamed}
    assert "the sample 12345" in verified.failed[wrong_case]
    assert "wrong answer" in verified.failed[wrong_program]
    assert "a further term: wrong answer" in verified.failed[wrong_later]
    assert verified.failed[other_program] == f"{MESSAGES}: the program is another one"
    assert "is not in the file of sequences" in verified.failed[renamed]


def test_a_table_and_an_overlap_fail_too(config: CodeSeqConfig) -> None:
    rows = read_rows(config.out / SAMPLES)
    known = {case["input"]: case["output"] for row in rows[:1] for case in (*row["examples"], *row["test_cases"])}
    table = set_code(config, 0, f"known = {known}\nprint(known[input()])")
    leaks = [BenchmarkItem("p1", text=rows[1]["description"])]
    failed = verify(config, leaks).failed
    assert {table, rows[1]["id"]} <= set(failed)
    assert len(failed) < 8, "only texts that tell the same story fail with it"
    assert failed[table].startswith("the program looks its terms up")
    assert "overlaps with p1" in failed[rows[1]["id"]]


def test_a_row_that_is_in_one_file_only_fails(config: CodeSeqConfig) -> None:
    rows = (config.out / PAPER).read_text().splitlines(keepends=True)
    (config.out / PAPER).write_text("".join(rows[1:]))
    assert list(verify(config).failed.values()) == [f"{PAPER}: it is in one of the files only"]


def test_a_folder_without_data_is_refused(make_config: MakeConfig) -> None:
    with pytest.raises(InputError, match=r"samples\.jsonl is missing: run codeseq build"):
        verify(make_config(2))


def test_the_commands_build_print_and_verify(
    make_config: MakeConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = make_config(8)
    general = tmp_path / "general.jsonl"
    general.write_text("".join(json.dumps({"id": n, "messages": [{"role": "user", "content": f"Hi {n}."}]}) + "\n" for n in range(20)))
    path = tmp_path / "config.toml"
    path.write_text(
        f'sequences = "{given.sequences}"\nout = "{given.out}"\nworking = {{ extends = "cpu-demo" }}\n'
        f'[mix]\ngeneral = "{general}"\ngeneral_parts = 1\n'
    )
    engine = ScriptedEngine(ScriptedAgent(NONE).reply)
    monkeypatch.setattr("kaggle_utils.codeseq.build.create_engines", lambda settings, further: engine)
    assert main(["codeseq", "build", str(path)]) == 0
    printed = capsys.readouterr().out
    assert "filter (sequences)           8 in      8 out (100%)" in printed
    assert "first hit rate          1.00" in printed
    card = (given.out / CARD).read_text()
    assert all(text in card for text in ("cc-by-sa-4.0", "The OEIS Foundation", "1 general to 1 of ours", "| samples | 8 |"))
    assert len(read_rows(given.out / "mixed.jsonl")) == 16
    assert main(["codeseq", "build", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["table"]["samples"] == 8
    assert main(["codeseq", "verify", str(path)]) == 0
    assert capsys.readouterr().out == "8 samples checked, 0 failed\n"
    changed = set_code(given, 0, "print(int(input()) + 1)")
    assert main(["codeseq", "verify", str(path)]) == 1
    assert capsys.readouterr().out.startswith(f"{changed}: a(")
    assert main(["codeseq", "verify", str(path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["checked"] == 8
