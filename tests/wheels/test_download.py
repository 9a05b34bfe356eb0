"""Real downloads by pip, from a folder that stands for the index."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from tests.small_wheels import lock_of, make_wheel, wheel_set
from wheels.download import download, size_of
from wheels.lock import Locked


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Locked]:
    """Two wheels where pip will look, and nowhere else; their lock."""
    wheels = [make_wheel(tmp_path / "index", name) for name in ("first_module", "second_module")]
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    return lock_of(wheels)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def test_exactly_the_lock_is_downloaded(index: list[Locked], tmp_path: Path) -> None:
    make_wheel(tmp_path / "index", "third_module")
    download(wheel_set(), index, tmp_path / "wheels")
    assert names(tmp_path / "wheels") == [locked.file for locked in index]


def test_a_second_run_downloads_nothing(index: list[Locked], tmp_path: Path) -> None:
    assert download(wheel_set(), index, tmp_path / "wheels") > 0
    assert download(wheel_set(), index, tmp_path / "wheels") == 0


def test_a_run_goes_on_where_another_stopped(index: list[Locked], tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    download(wheel_set(), index[:1], tmp_path / "wheels")
    with caplog.at_level(logging.INFO):
        download(wheel_set(), index, tmp_path / "wheels")
    assert "1 of 2 wheels are here; downloading 1" in caplog.text


def test_a_damaged_wheel_is_downloaded_again(index: list[Locked], tmp_path: Path) -> None:
    download(wheel_set(), index, tmp_path / "wheels")
    wheel = tmp_path / "wheels" / index[0].file
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[:50])
    download(wheel_set(), index, tmp_path / "wheels")
    assert wheel.read_bytes() == whole


def test_a_wheel_that_the_lock_does_not_name_is_removed(index: list[Locked], tmp_path: Path) -> None:
    make_wheel(tmp_path / "wheels", "old_module")
    download(wheel_set(), index, tmp_path / "wheels")
    assert "old_module-1.0-py3-none-any.whl" not in names(tmp_path / "wheels")


def test_what_a_killed_run_left_half_done_is_removed(index: list[Locked], tmp_path: Path) -> None:
    (tmp_path / "wheels" / ".partial" / "torch").mkdir(parents=True)
    download(wheel_set(), index, tmp_path / "wheels")
    assert names(tmp_path / "wheels") == [locked.file for locked in index]


def test_two_runs_at_once_are_refused(index: list[Locked], tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    with (tmp_path / "wheels" / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(InputError, match=f"another run is downloading into {tmp_path / 'wheels'}"):
            download(wheel_set(), index, tmp_path / "wheels")


def test_a_file_with_another_hash_than_the_locks_is_refused(index: list[Locked], tmp_path: Path) -> None:
    make_wheel(tmp_path / "index", "first_module", "VALUE = 'changed'\n")
    with pytest.raises(InputError, match=r"(?si)pip cannot download first_module-1\.0-py3-none-any\.whl.*hash"):
        download(wheel_set(), index, tmp_path / "wheels")


def test_a_wheel_for_another_python_can_be_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = make_wheel(tmp_path / "index", "compiled_module", tag="cp313-cp313-manylinux_2_28_x86_64")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    download(wheel_set(python="3.13"), lock_of([wheel]), tmp_path / "wheels")
    assert names(tmp_path / "wheels") == [wheel.name]


def test_what_is_on_its_way_can_go_while_it_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel that has come takes its folder with it, as ninja's did in the middle of a look."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(b"1234")
    walk = os.walk

    def walk_and_remove(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
        for parent, folders, files in walk(folder):
            if Path(parent).name == "first":
                shutil.rmtree(tmp_path / "second")
            yield parent, folders, files

    monkeypatch.setattr(os, "walk", walk_and_remove)
    assert size_of(tmp_path) in (4, 8)


def test_a_folder_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    assert size_of(tmp_path / "gone") == 0
