"""The proof: a set installed and imported where no network exists."""

from __future__ import annotations

import dataclasses
import logging
import os
import shutil
from pathlib import Path

import pytest

from kaggle_utils.offline.manifest import SENTINEL, read_manifest
from tests.small_wheels import PYTHON, lock_of, make_uv_wheel, make_wheel, wheel_set
from wheels import build
from wheels.describe import write_manifest

cut_off = pytest.mark.skipif(shutil.which("unshare") is None or os.geteuid() != 0, reason="needs root and unshare to cut networking off")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small set: the client that the notebook takes from every set, a module that imports it, and uv."""
    folder = tmp_path / "wheels" / "primary"
    make_wheel(folder, "openai", "__version__ = '1.0'\n")
    make_wheel(folder, "engine", "import openai\n")
    make_uv_wheel(folder)
    return folder


def describe(folder: Path, *imports: str) -> None:
    write_manifest(dataclasses.replace(wheel_set(), imports=imports), lock_of(sorted(folder.glob("*.whl"))), folder)


@cut_off
def test_a_set_that_installs_and_imports_is_proven(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    describe(folder, "openai", "engine")
    assert build.prove(wheel_set(), folder)
    said = capfd.readouterr().err
    assert "import engine: 1.0" in said
    assert "import openai in the notebook's own Python: 1.0" in said


@cut_off
def test_a_proof_leaves_nothing_behind(folder: Path) -> None:
    describe(folder, "engine")
    build.prove(wheel_set(), folder)
    assert [path.name for path in folder.parent.iterdir()] == ["primary"]


@cut_off
def test_a_set_that_cannot_be_imported_is_not_proven(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    make_wheel(folder, "engine", "import not_in_the_set\n")
    describe(folder, "engine")
    assert not build.prove(wheel_set(), folder)
    assert "import engine: NO, ModuleNotFoundError: No module named 'not_in_the_set'" in capfd.readouterr().err


@cut_off
@pytest.mark.skipif(Path("/dev/nvidiactl").exists(), reason="this machine has what the import lacks")
def test_what_cannot_be_imported_for_want_of_a_gpu_is_named_and_forgiven(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    make_wheel(folder, "engine", "raise ImportError('libcuda.so.1: cannot open shared object file')\n")
    describe(folder, "engine")
    assert build.prove(wheel_set(), folder)
    assert "import engine: NO, for want of a GPU and its driver here: ImportError: libcuda.so.1" in capfd.readouterr().err


@cut_off
def test_damage_that_happened_after_the_download_fails_the_proof(folder: Path) -> None:
    describe(folder, "engine")
    wheel = folder / "engine-1.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"x")
    assert not build.prove(wheel_set(), folder)


@cut_off
def test_an_overlay_is_checked_where_the_image_is_not_kaggles(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    overlay = dataclasses.replace(wheel_set("overlay"), image={"no-such-package": "1.0"})
    write_manifest(overlay, lock_of(sorted(folder.glob("*.whl"))), folder)
    assert build.prove(overlay, folder)
    assert "not installed, which only Kaggle's image can prove: it needs no-such-package 1.0" in capfd.readouterr().err


def test_without_the_sets_python_it_says_that_nothing_is_proven(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert build.prove(wheel_set(python="3.99"), folder)
    assert "no Python 3.99 on this machine" in caplog.text


def test_the_python_that_is_found_is_of_that_version() -> None:
    assert build.find_python(PYTHON) is not None
    assert build.find_python("3.99") is None


def test_the_manifest_says_what_every_wheel_is(folder: Path) -> None:
    describe(folder, "engine")
    manifest = read_manifest(folder / SENTINEL)
    assert manifest is not None
    wheel = next(wheel for wheel in manifest.wheels if wheel.name == "engine")
    path = folder / wheel.file
    assert (wheel.version, wheel.tag, wheel.size) == ("1.0", "py3-none-any", path.stat().st_size)
    assert 0 < wheel.unpacked < wheel.size
