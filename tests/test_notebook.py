"""The submission notebook, executed as it is."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import polars
import pytest

from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.journal.events import AT_THE_DEADLINE, AttemptLost, AttemptMade
from kaggle_utils.journal.reader import read_journal
from kaggle_utils.sandbox import Verdict
from kaggle_utils.settings import REPOSITORY
from tests.kaggle import relay

NOTEBOOK = REPOSITORY / "notebooks" / "submission.ipynb"
STAND_INS = REPOSITORY / "tests" / "kaggle"


def read_notebook(path: Path = NOTEBOOK) -> Any:
    return nbformat.read(path, as_version=4)


def code_cells() -> list[Any]:
    return [cell for cell in read_notebook().cells if cell.cell_type == "code"]


def execute(folder: Path, prefix: list[str] | None = None, **variables: str) -> Any:
    """Run the notebook through nbconvert with these environment variables, and return it executed."""
    folder.mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KAGGLE", "PYTEST", "COV"))}
    environment |= {"KAGGLE_UTILS_PRESET": "cpu-demo", "KAGGLE_UTILS_OUT": str(folder / "out"), "PYTHONPATH": str(REPOSITORY)} | variables
    environment.setdefault("OMP_WAIT_POLICY", "passive")  # as `make dry-run` has it: on a busy machine spinning threads use up the time
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--output-dir", str(folder), "--output", "executed"]
    done = subprocess.run(
        [*(prefix or []), *command, str(NOTEBOOK)], env=environment, capture_output=True, text=True, cwd=folder, timeout=3600, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return read_notebook(folder / "executed.ipynb")


def read_answers(folder: Path) -> dict[str, int]:
    frame = polars.read_csv(folder / "out" / "submission.csv", schema_overrides={"id": polars.String})
    return dict(frame.select("id", "answer").iter_rows())


def limited_by_time(folder: Path) -> set[str]:
    """The problems whose attempts the clock cut off, or whose programs: how many they are depends on how busy the machine is."""
    events = list(read_journal(folder / "out" / "journal.jsonl"))
    lost = {event.id for event in events if isinstance(event, AttemptLost) and event.reason == AT_THE_DEADLINE}
    made = (event for event in events if isinstance(event, AttemptMade))
    runs = ((event.id, turn.execution) for event in made for turn in event.attempt.turns)
    return lost | {id_ for id_, execution in runs if execution and execution.verdict is Verdict.TIMEOUT}


def error_outputs(notebook: Any) -> list[str]:
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return [output.ename for output in outputs if output.output_type == "error"]


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first problem of each of ten families."""
    path = tmp_path_factory.mktemp("problems") / "problems.csv"
    with DEMO_PROBLEMS.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows[4:50:5]])
    return path


@pytest.fixture(scope="module")
def dry_run(problems: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("dry-run")
    return folder, execute(folder, KAGGLE_UTILS_PROBLEMS=str(problems))


def test_it_is_short_and_without_outputs() -> None:
    cells = code_cells()
    assert len(cells) <= 12
    assert max(len(cell.source.splitlines()) for cell in cells) <= 15
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)


def test_every_code_cell_follows_prose_or_the_cell_it_continues() -> None:
    kinds = [cell.cell_type for cell in read_notebook().cells]
    assert kinds[0] == "markdown"
    assert "code code code code" not in " ".join(kinds)


def test_it_says_that_it_wants_two_t4s_and_no_internet() -> None:
    assert read_notebook().metadata["kaggle"]["accelerator"] == "nvidiaTeslaT4"
    assert read_notebook().metadata["kaggle"]["isInternetEnabled"] is False


def test_it_runs_from_top_to_bottom_on_the_embedded_model(dry_run: tuple[Path, Any]) -> None:
    assert error_outputs(dry_run[1]) == []


def test_the_submission_has_every_id_once_and_whole_numbers(dry_run: tuple[Path, Any], problems: Path) -> None:
    frame = polars.read_csv(dry_run[0] / "out" / "submission.csv", schema_overrides={"id": polars.String})
    assert frame["id"].to_list() == polars.read_csv(problems)["id"].to_list()
    assert frame["answer"].dtype == polars.Int64


def test_the_embedded_model_solves_most_of_the_demo_problems(dry_run: tuple[Path, Any], problems: Path) -> None:
    right = dict(polars.read_csv(problems).select("id", "answer").iter_rows())
    answers = read_answers(dry_run[0])
    timely = answers.keys() - limited_by_time(dry_run[0])
    assert timely
    assert sum(answers[id_] == right[id_] for id_ in timely) >= 0.6 * len(timely)


def test_it_leaves_a_journal_and_a_report(dry_run: tuple[Path, Any]) -> None:
    names = {path.name for path in (dry_run[0] / "out").iterdir()}
    assert {"journal.jsonl", "report.html", "submission.csv"} <= names


@pytest.mark.skipif(shutil.which("unshare") is None or os.geteuid() != 0, reason="needs root and unshare to cut networking off")
def test_it_gives_the_same_answers_with_networking_cut_off(dry_run: tuple[Path, Any], problems: Path, tmp_path: Path) -> None:
    prefix = ["unshare", "--net", sys.executable, str(REPOSITORY / "tests" / "network_off.py")]
    execute(tmp_path, prefix, KAGGLE_UTILS_PROBLEMS=str(problems))
    first, second = read_answers(dry_run[0]), read_answers(tmp_path)
    assert first.keys() == second.keys()
    timely = first.keys() - limited_by_time(dry_run[0]) - limited_by_time(tmp_path)
    assert timely
    assert {id_: first[id_] for id_ in timely} == {id_: second[id_] for id_ in timely}


def test_it_runs_in_kaggles_layout_with_the_repository_and_a_competition_attached(tmp_path: Path) -> None:
    inputs = tmp_path / "input"
    shutil.copytree(STAND_INS / "aimo_3", inputs / "competitions" / "ai-mathematical-olympiad-progress-prize-3")
    attached = inputs / "datasets" / "someone" / "kaggle-utils"
    shutil.copytree(REPOSITORY / "kaggle_utils", attached / "kaggle_utils", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPOSITORY / "models" / "demo", attached / "models" / "demo", ignore=shutil.ignore_patterns("training", "wordings"))
    # The stand-in imports its other half from tests/; the attached package comes first, as it does on Kaggle, where none is installed.
    executed = execute(tmp_path, None, KAGGLE_UTILS_INPUT=str(inputs), **{relay.SHIFT: "37"})
    assert error_outputs(executed) == []
    frame = polars.read_parquet(tmp_path / "out" / "submission.parquet")
    assert sorted(frame["id"].to_list()) == ["000777", "0a1b2c", "ffffff"]
    assert str(attached) in str(executed)
