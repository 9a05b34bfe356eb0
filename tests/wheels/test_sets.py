from __future__ import annotations

import fnmatch
import re
import tomllib
from typing import Any

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.offline.install import SETS
from kaggle_utils.offline.manifest import PLAIN
from wheels.lock import read_lock
from wheels.sets import HERE, load_set

TABLES: dict[str, Any] = tomllib.loads((HERE / "sets.toml").read_text())
EVERY = [(name, python) for name, table in TABLES.items() for python in table["pythons"]]


def test_the_notebook_knows_every_set() -> None:
    assert set(TABLES) == set(SETS) - {PLAIN}


@pytest.mark.parametrize("table", [table for table in TABLES.values() if "base" not in table], ids=lambda table: table["use"][:20])
def test_every_direct_dependency_has_a_reason(table: dict[str, Any]) -> None:
    assert all(len(reason) > 10 for reason in table["requirements"].values())


@pytest.mark.parametrize("name", TABLES)
def test_every_set_brings_its_installer_and_the_client(name: str) -> None:
    names = {locked.name for locked in read_lock(load_set(name, TABLES[name]["pythons"][0]))}
    assert {"uv", "openai"} <= names


@pytest.mark.parametrize(("name", "python"), EVERY)
def test_every_lock_fulfils_its_direct_dependencies(name: str, python: str) -> None:
    wheel_set = load_set(name, python)
    versions = {locked.name: locked.version.split("+")[0] for locked in read_lock(wheel_set)}
    pinned = dict(requirement.split("==") for requirement in wheel_set.requirements if "==" in requirement)
    assert {package: versions[package] for package in pinned} == pinned


@pytest.mark.parametrize(("name", "python"), EVERY)
def test_every_locked_wheel_fits_the_python_and_the_platform(name: str, python: str) -> None:
    from packaging.utils import parse_wheel_filename

    wheel_set = load_set(name, python)
    tags = set(wheel_set.tags())
    assert [locked.file for locked in read_lock(wheel_set) if not parse_wheel_filename(locked.file)[3] & tags] == []


@pytest.mark.parametrize(("name", "python"), EVERY)
def test_a_lock_names_every_package_once_and_in_order(name: str, python: str) -> None:
    names = [locked.name for locked in read_lock(load_set(name, python))]
    assert names == sorted(set(names))


def test_the_overlay_is_the_primary_set_without_what_the_image_has() -> None:
    overlay, primary = load_set("overlay", "3.12"), load_set("primary", "3.12")
    kept = [locked for locked in read_lock(primary) if not any(fnmatch.fnmatch(locked.name, left) for left in overlay.leave_out)]
    assert read_lock(overlay) == kept


def test_the_image_has_the_versions_that_the_overlay_was_resolved_with() -> None:
    versions = {locked.name: locked.version for locked in read_lock(load_set("primary", "3.12"))}
    assert {name: versions[name] for name in load_set("overlay", "3.12").image} == load_set("overlay", "3.12").image


def test_an_unknown_set_lists_those_that_there_are() -> None:
    with pytest.raises(InputError, match=re.escape("sets.toml has no set 'main'; there are: primary, cuda13, fallback, overlay, cpu")):
        load_set("main", "3.12")


def test_a_python_that_a_set_is_not_made_for_lists_those_it_is() -> None:
    with pytest.raises(InputError, match=r"the set 'fallback' is not made for Python 3\.13, but for 3\.11, 3\.12"):
        load_set("fallback", "3.13")


def test_platforms_come_best_first_with_their_old_names() -> None:
    platforms = load_set("primary", "3.12").platforms
    assert platforms[0] == "manylinux_2_31_x86_64"
    assert platforms.index("manylinux2014_x86_64") == platforms.index("manylinux_2_17_x86_64") + 1
    assert platforms[-1] == "linux_x86_64"
