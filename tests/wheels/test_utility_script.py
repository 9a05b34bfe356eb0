"""The package as a Kaggle utility script: small enough, taken by Kaggle's own command line, found by the notebook."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.settings import REPOSITORY
from tests.wheels.test_dataset import kaggle
from wheels import utility_script
from wheels.utility_script import NAME, assemble


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that is pushed."""
    folder = tmp_path_factory.mktemp("made") / "utility-script"
    assemble(folder, "someone")
    return folder


def python(*arguments: str, cwd: Path, **variables: str) -> str:
    """What an interpreter that knows nothing of the repository prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | variables
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=True, cwd=cwd)
    return done.stdout.strip()


def test_kaggles_command_line_takes_it_as_a_utility_script(made: Path, tmp_path: Path) -> None:
    request = kaggle("kernels", made, tmp_path)
    assert (request["kernel_type"], request["category_ids"]) == ("script", ["util-script"])
    assert (request["enable_internet"], request["enable_gpu"], request["is_private"]) == (False, False, True)


def test_kaggles_command_line_takes_a_notebook_that_attaches_it(made: Path, tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "notebooks", tmp_path / "notebooks")
    metadata = tmp_path / "notebooks" / "kernel-metadata.json"
    own = json.loads((made / "kernel-metadata.json").read_text())["id"]
    metadata.write_text(json.dumps(json.loads(metadata.read_text()) | {"kernel_sources": [own]}))
    assert kaggle("kernels", tmp_path / "notebooks", tmp_path)["kernel_data_sources"] == ["someone/kaggle-utils-script"]


@pytest.mark.parametrize("mount", ["kaggle-utils-script", "notebooks/someone/kaggle-utils-script"])
def test_what_it_leaves_when_it_runs_is_what_the_notebook_finds(made: Path, tmp_path: Path, mount: str) -> None:
    output = tmp_path / "input" / mount
    output.mkdir(parents=True)
    python(str(made / NAME), cwd=output)
    cell = "".join(json.loads((REPOSITORY / "notebooks" / "submission.ipynb").read_text())["cells"][2]["source"])
    code = f"{cell}\nimport kaggle_utils; print(kaggle_utils.__file__)"
    assert python("-c", code, cwd=tmp_path, KAGGLE_UTILS_INPUT=str(tmp_path / "input")).startswith(str(output))


def test_imported_it_makes_the_package_importable(made: Path, tmp_path: Path) -> None:
    code = f"import {Path(NAME).stem}, kaggle_utils.settings as s; print(s.__file__, len(s.load_presets()) > 5)"
    assert "/kaggle-utils-" in python("-c", code, cwd=tmp_path, PYTHONPATH=str(made))


def test_the_same_files_make_the_same_script(made: Path, tmp_path: Path) -> None:
    assemble(tmp_path / "again", "someone")
    assert (tmp_path / "again" / NAME).read_bytes() == (made / NAME).read_bytes()


def test_a_script_that_kaggle_would_not_take_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utility_script, "MAX_BYTES", 1000)
    with pytest.raises(InputError, match="and Kaggle takes 1000: attach the dataset"):
        assemble(tmp_path / "script", "someone")


def test_a_folder_of_other_things_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="exists and was not made by this command"):
        assemble(tmp_path, "someone")
