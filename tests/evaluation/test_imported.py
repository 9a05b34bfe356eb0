"""Runs that were made elsewhere are taken over, with real transcripts, and what does not fit is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.evaluation import run as run_module
from kaggle_utils.evaluation.run import REPLIES
from kaggle_utils.settings import REPOSITORY
from tests.evaluation.test_compare import every, record

RUNS = REPOSITORY / "benchmarks" / "runs" / "seen-0.5b"
# The settings of those runs (benchmarks/runs/README.md). The preset is one that changes no option of the prompts, as none did then.
CHANGED = ('engine="openai"', "max_tokens=1024", "repair_rounds=0", "problem_limit=900")
MADE_WITH = ["--preset", "replay", "--model", "qwen2.5-coder-0.5b", *[part for each in CHANGED for part in ("--set", each)]]
GRID = """
use = "Does a trace help?"
[factors.way]
baseline = "program"
[factors.way.levels]
program = { strategies = { program-of-thoughts = 1 } }
function = { strategies = { trace = 1 }, prompting = { output_format = "function", examples = 1 } }
"""


@pytest.fixture
def grid(tmp_path: Path) -> str:
    path = tmp_path / "grid.toml"
    path.write_text(GRID)
    return str(path)


@pytest.fixture(autouse=True)
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(settings: object, further: object) -> None:
        raise AssertionError("a model was asked for")

    monkeypatch.setattr(run_module, "create_engines", refuse)


def test_an_ablation_of_recorded_arms_asks_no_model_and_says_what_it_took_over(
    grid: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    command = ["evaluate", "ablate", grid, *MADE_WITH, "--out", str(out), "--json"]
    folders = [RUNS / "program-of-thoughts", RUNS / "trace-function"]
    assert main([*command, "--import", *map(str, folders)]) == 0
    printed = capsys.readouterr()
    table = json.loads(printed.out)
    assert [cell["samples"] for cell in table["cells"]] == [60, 60]
    assert f"baseline is taken over from {folders[0]}, 60 of 60 problems\n" in printed.err
    assert f"way=function is taken over from {folders[1]}, 60 of 60 problems\n" in printed.err
    assert "way=function from trace-function" in (out / "report.html").read_text()
    assert (out / "baseline" / REPLIES).read_bytes() == (folders[0] / REPLIES).read_bytes()

    assert main([*command, "--resume", "always"]) == 0
    again = capsys.readouterr()
    assert (json.loads(again.out), "taken over" in again.err) == (table, False)


def test_recorded_arms_serve_the_table_of_arms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arm = "program-of-thoughts"
    command = ["evaluate", "arms", arm, *MADE_WITH, "--out", str(tmp_path / "out"), "--json"]
    assert main([*command, "--import", str(RUNS / arm)]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["arm"], row["right"]["count"], row["right"]["total"]) == (arm, 1, 60)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "compared with baseline, the nearest, temperature was 0.8 and is 0.5: leave it out, or plan one like it"),
        (["--problems", "unseen"], "was made on other problems: it has none of the 60 that are asked for"),
    ],
)
def test_a_run_that_no_cell_is_like_is_refused_before_anything_is_copied(
    grid: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    out = tmp_path / "out"
    command = ["evaluate", "ablate", grid, *MADE_WITH, "--set", "temperature=0.5", "--out", str(out), *options]
    assert main([*command, "--import", str(RUNS / "program-of-thoughts")]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert (error.count("\n"), out.exists()) == (1, False)


def test_a_folder_without_a_run_and_a_run_of_solve_are_refused(grid: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["evaluate", "ablate", grid, *MADE_WITH, "--out", str(tmp_path / "out"), "--import"]
    assert main([*command, str(tmp_path)]) == 2
    assert "holds no run that could be taken over: it has no journal.jsonl" in capsys.readouterr().err
    solved = record(tmp_path / "solved", every(2), submitted=True)
    assert main([*command, str(solved)]) == 2
    assert "is a run of solve, whose attempts depend on its clock" in capsys.readouterr().err
