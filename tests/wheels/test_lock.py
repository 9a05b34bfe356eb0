from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from tests.small_wheels import wheel_set
from wheels import lock, sets
from wheels.lock import find_links, read_lock, write_lock


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Locks are written there, not into the repository."""
    monkeypatch.setattr(sets, "HERE", tmp_path)
    return tmp_path


def test_a_set_without_a_lock_says_how_to_make_it() -> None:
    with pytest.raises(InputError, match=r"does not exist: make it with \./build_wheels.sh --lock --set primary --python 3.11"):
        read_lock(wheel_set(python="3.11"))


def test_a_line_that_is_no_pin_is_named(own_folder: Path) -> None:
    wheels = wheel_set()
    wheels.lock.parent.mkdir()
    wheels.lock.write_text("# head\nvllm>=0.19\n")
    with pytest.raises(InputError, match=r":2 is 'vllm>=0\.19', which is not a line of a lock"):
        read_lock(wheels)


def test_pips_places_are_found_because_uv_does_not_read_its_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", f"{tmp_path}/one {tmp_path}/two")
    assert {f"{tmp_path}/one", f"{tmp_path}/two"} <= set(find_links())


@pytest.mark.parametrize(
    ("files", "best"),
    [
        (["a-1-py3-none-any.whl", "a-1-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"], 1),
        (["a-1-cp312-abi3-manylinux_2_28_x86_64.whl", "a-1-cp312-abi3-manylinux2014_x86_64.whl"], 0),
        (["a-1-3-cp312-cp312-manylinux_2_28_x86_64.whl", "a-1-cp312-cp312-manylinux_2_28_x86_64.whl"], 0),
        (["a-1-py37-none-any.whl"], 0),
    ],
    ids=["compiled before pure", "newer platform", "higher build", "an old Python's name"],
)
def test_the_wheel_that_an_installer_would_take_is_locked(files: list[str], best: int) -> None:
    package = {
        "name": "a",
        "version": "1",
        "wheels": [{"url": f"https://files.example/{file}", "hashes": {"sha256": "0" * 64}} for file in files],
    }
    assert lock._best_wheel(wheel_set(python="3.12"), package).file == files[best]


def test_a_package_without_a_wheel_that_fits_is_named() -> None:
    package = {"name": "a", "version": "1", "wheels": [{"url": "https://x/a-1-cp311-cp311-win_amd64.whl", "hashes": {"sha256": ""}}]}
    with pytest.raises(InputError, match="a 1 has no wheel for cp312"):
        lock._best_wheel(wheel_set(python="3.12"), package)


def test_what_cannot_be_resolved_is_explained_in_uvs_words(monkeypatch: pytest.MonkeyPatch) -> None:
    # No index: uv answers at once, the same with and without a network.
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_NO_CACHE", "1")
    wheels = dataclasses.replace(wheel_set(), requirements={"no-such-package==1": "a test"})
    with pytest.raises(InputError, match=r"(?s)uv cannot resolve the set 'primary'.*no-such-package"):
        write_lock(wheels)
