"""What goes up to Kaggle, asked of Kaggle's own command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.offline.manifest import find_manifests
from kaggle_utils.settings import REPOSITORY
from tests.small_wheels import describe, make_wheel
from wheels import describe as limits
from wheels.dataset import assemble, repository_files


def kaggle(kind: str, folder: Path, home: Path, *accelerator: str) -> Any:
    """What the command line would send. It sees no credentials of the person who runs the tests."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KAGGLE")} | {"HOME": str(home)}
    command = [sys.executable, "-m", "tests.wheels.kaggle_upload", kind, str(folder), *accelerator]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """Two sets of small wheels."""
    for folder in ("primary-cp312", "cpu-cp311"):
        make_wheel(tmp_path / "made" / folder, "first_module")
        describe(tmp_path / "made" / folder, folder.split("-")[0])
    return tmp_path / "made"


@pytest.fixture
def uploaded(tmp_path: Path, wheels: Path) -> dict[str, list[str]]:
    assemble(tmp_path / "dataset", wheels, (), "someone")
    files: dict[str, list[str]] = kaggle("datasets", tmp_path / "dataset", tmp_path)
    return files


def test_kaggles_command_line_takes_the_dataset_and_uploads_two_archives(uploaded: dict[str, list[str]]) -> None:
    assert sorted(uploaded) == ["repository.tar", "wheels.tar"]


def test_the_package_and_its_model_go_up(uploaded: dict[str, list[str]]) -> None:
    assert {"kaggle_utils/offline/__init__.py", "kaggle_utils/settings/presets.toml", "models/demo/model.safetensors"} <= set(
        uploaded["repository.tar"]
    )


def test_nothing_else_of_the_repository_goes_up(uploaded: dict[str, list[str]]) -> None:
    assert {name.split("/")[0] for name in uploaded["repository.tar"]} == {"kaggle_utils", "models", "LICENSE"}
    assert [name for name in uploaded["repository.tar"] if "__pycache__" in name or name.startswith("models/demo/training")] == []


def test_every_set_goes_up_with_its_manifest(uploaded: dict[str, list[str]]) -> None:
    sets = ("cpu-cp311", "primary-cp312")
    files = ("MANIFEST.json", "first_module-1.0-py3-none-any.whl")
    assert uploaded["wheels.tar"] == [f"{folder}/{file}" for folder in sets for file in files]


def test_only_the_sets_that_are_named_go_up(tmp_path: Path, wheels: Path) -> None:
    said = assemble(tmp_path / "dataset", wheels, ("cpu-cp311",), "someone")
    assert "cpu-cp311 (1 wheels)" in said
    assert "primary" not in said


@pytest.mark.parametrize("unpacked_into_its_own_folder", [True, False])
def test_the_notebook_finds_everything_whichever_way_kaggle_unpacks_an_archive(
    tmp_path: Path, wheels: Path, unpacked_into_its_own_folder: bool
) -> None:
    assemble(tmp_path / "dataset", wheels, (), "someone")
    mount = tmp_path / "input" / "datasets" / "someone" / "kaggle-utils"
    for name in ("repository", "wheels"):
        target = mount / name if unpacked_into_its_own_folder else mount
        shutil.copytree(tmp_path / "dataset" / name, target, dirs_exist_ok=True)
    cell = json.loads((REPOSITORY / "notebooks" / "submission.ipynb").read_text())["cells"][2]["source"]
    environment = os.environ | {"KAGGLE_UTILS_INPUT": str(tmp_path / "input")}
    code = "".join(cell) + "\nimport kaggle_utils; print(kaggle_utils.__file__)"
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert found.stdout.startswith(str(mount))
    assert len(find_manifests(tmp_path / "input")) == 2


def test_a_set_that_is_not_there_lists_those_that_are(tmp_path: Path, wheels: Path) -> None:
    with pytest.raises(InputError, match=r"has no wheels overlay-cp312 \(there are: cpu-cp311, primary-cp312\)"):
        assemble(tmp_path / "dataset", wheels, ("overlay-cp312",), "someone")


def test_a_damaged_wheel_does_not_go_up(tmp_path: Path, wheels: Path) -> None:
    wheel = wheels / "cpu-cp311" / "first_module-1.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"x")
    with pytest.raises(InputError, match=f"{wheel} is damaged"):
        assemble(tmp_path / "dataset", wheels, (), "someone")


def test_a_folder_of_other_things_is_not_replaced(tmp_path: Path, wheels: Path) -> None:
    (tmp_path / "dataset").mkdir()
    with pytest.raises(InputError, match="exists and is not a dataset made by this command"):
        assemble(tmp_path / "dataset", wheels, (), "someone")


def test_more_than_kaggle_takes_is_refused(tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 1000)
    with pytest.raises(InputError, match="Kaggle takes 0 GB a dataset"):
        assemble(tmp_path / "dataset", wheels, (), "someone")


def test_more_files_at_the_top_than_kaggle_takes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has 51 files and folders, and Kaggle takes 50 at the top level"):
        limits.check_limits(tmp_path, 1, 51)


def test_only_what_git_knows_is_listed() -> None:
    assert [name for name in repository_files() if not (REPOSITORY / name).is_file() or ".pyc" in name] == []


def test_kaggles_command_line_takes_the_notebook_with_two_t4s_and_no_internet(tmp_path: Path) -> None:
    assert kaggle("kernels", REPOSITORY / "notebooks", tmp_path) == {
        "machine_shape": "NvidiaTeslaT4",
        "enable_gpu": True,
        "enable_internet": False,
        "is_private": True,
        "kernel_type": "notebook",
        "docker_image_pinning_type": "original",
        "docker_image": "",
        "category_ids": [],
        "kernel_data_sources": [],
    }


def test_the_accelerator_of_the_command_line_wins_and_a_pinned_image_goes_up(tmp_path: Path) -> None:
    image = "gcr.io/kaggle-images/python@sha256:" + "0" * 64
    shutil.copytree(REPOSITORY / "notebooks", tmp_path / "notebooks")
    metadata = tmp_path / "notebooks" / "kernel-metadata.json"
    metadata.write_text(json.dumps(json.loads(metadata.read_text()) | {"machine_shape": "NvidiaTeslaP100", "docker_image": image}))
    request = kaggle("kernels", tmp_path / "notebooks", tmp_path, "NvidiaTeslaT4")
    assert (request["machine_shape"], request["docker_image"]) == ("NvidiaTeslaT4", image)
