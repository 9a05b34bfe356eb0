"""``make dry-run``, as a newcomer sees it, in a copy of the repository whose set-up is this one's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.settings import REPOSITORY

LINE_OF_PROGRESS = re.compile(r" *\d+:\d\d \S.*")

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    for name in ("kaggle_utils", "notebooks", "models/demo"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "training", "wordings"))
    shutil.copy(REPOSITORY / "Makefile", folder)
    (folder / "two.csv").write_text("".join(DEMO_PROBLEMS.read_text(encoding="utf-8").splitlines(keepends=True)[:3]), encoding="utf-8")
    return folder


def make_dry_run(folder: Path, *variables: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What make printed, progress and results apart, with this interpreter for the one that `make setup` would make."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("KAGGLE", "PYTEST", "COV", "MAKE", "DRY_RUN"))}
    command = ["make", "dry-run", "--old-file=setup", f"BIN={Path(sys.executable).parent}", *variables]
    return subprocess.run(
        command,
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture(scope="module")
def dry_run(copy: Path) -> subprocess.CompletedProcess[str]:
    return make_dry_run(copy, "KAGGLE_UTILS_PROBLEMS=two.csv")


def test_it_succeeds(dry_run: subprocess.CompletedProcess[str]) -> None:
    assert dry_run.returncode == 0


def test_it_prints_progress_and_nobody_elses_warnings(dry_run: subprocess.CompletedProcess[str]) -> None:
    assert [line for line in dry_run.stderr.splitlines() if not LINE_OF_PROGRESS.fullmatch(line)] == []


def test_its_progress_begins_before_the_model_and_ends_with_the_score(dry_run: subprocess.CompletedProcess[str]) -> None:
    lines = dry_run.stderr.splitlines()
    assert "starting" in lines[0]
    assert "2 of 2 problems answered, " in lines[-1]


def test_it_ends_with_a_score_and_the_place_of_the_report(dry_run: subprocess.CompletedProcess[str]) -> None:
    assert dry_run.stdout.startswith("score ")
    assert "look at    out/report.html" in dry_run.stdout
    assert "of 2 right" in dry_run.stdout


def test_the_executed_notebook_shows_no_warning(dry_run: subprocess.CompletedProcess[str], copy: Path) -> None:
    page = (copy / "out" / "submission-notebook.html").read_text(encoding="utf-8")
    assert [word for word in ("Loading weights", "TqdmWarning", "FutureWarning", "UserWarning") if word in page] == []


def test_a_notebook_that_fails_makes_it_fail_and_says_why(copy: Path) -> None:
    failed = make_dry_run(copy, KAGGLE_UTILS_TIME_LIMIT="soon")
    assert failed.returncode != 0
    assert "KAGGLE_UTILS_TIME_LIMIT is 'soon', and must be a number of seconds" in failed.stderr
    assert failed.stdout == ""


def test_another_number_of_problems_is_refused_before_anything_is_deleted(copy: Path) -> None:
    (copy / "out").mkdir(exist_ok=True)
    refused = make_dry_run(copy, "DRY_RUN=7")
    assert "error: DRY_RUN is '7', and must be 30 or all\n" in refused.stderr
    assert (copy / "out").is_dir()
