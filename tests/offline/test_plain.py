"""Wheels that somebody else published, without a manifest: real wheels, installed offline by pip and by uv, and checked by import."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from kaggle_utils.doctor.look import _wheels
from kaggle_utils.errors import InputError
from kaggle_utils.offline import install_wheels
from kaggle_utils.offline.installer import InstallError, child_environment
from kaggle_utils.offline.plain import _fits, is_for_want_of_a_gpu, read_plain
from tests.small_wheels import PYTHON, TAG, describe, make_uv_wheel, make_wheel

NEXT = f"cp3{sys.version_info.minor + 1}"


def publish(
    folder: Path, source: str = "import first_module\nVALUE = first_module.VALUE\n", requires: Sequence[str] = ("first-module",)
) -> Path:
    """A folder as people upload it: two wheels, of which one needs the other."""
    make_wheel(folder, "first_module")
    make_wheel(folder, "second_module", source, requires=requires)
    return folder


def read(folder: Path) -> tuple[str, ...]:
    return read_plain(folder, sorted(folder.glob("*.whl"))).imports


@pytest.mark.parametrize("with_uv", [True, False], ids=["uv", "pip"])
def test_a_folder_without_a_manifest_is_installed_and_checked_by_import(tmp_path: Path, with_uv: bool) -> None:
    folder = publish(tmp_path / "input" / "somebodys-wheels" / "wheels")
    if with_uv:
        make_uv_wheel(folder)
    said: list[str] = []
    installation = install_wheels(tmp_path / "input", venv=tmp_path / "venv", report=said.append)
    code = "import second_module; print(second_module.VALUE)"
    done = subprocess.run([installation.python, "-c", code], env=child_environment(), capture_output=True, text=True, check=True)
    assert done.stdout == "42\n"
    assert f"with {'uv' if with_uv else 'pip'}; they have no MANIFEST.json and were checked by importing second_module" in str(installation)
    assert any("no MANIFEST.json: nothing says what they should be" in line for line in said)
    assert "are already in" in str(install_wheels(tmp_path / "input", venv=tmp_path / "venv"))


def test_the_environment_sees_nothing_of_the_image(tmp_path: Path) -> None:
    publish(tmp_path / "input")
    installation = install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    code = "import sys; print([path for path in sys.path if 'site-packages' in path or 'dist-packages' in path])"
    done = subprocess.run([installation.python, "-c", code], env=child_environment(), capture_output=True, text=True, check=True)
    assert done.stdout == f"['{tmp_path}/venv/lib/python{PYTHON}/site-packages']\n"


def test_a_folder_that_is_not_whole_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    folder = publish(tmp_path / "input", "import of_the_image\n")
    with pytest.raises(
        InstallError, match=rf"second_module of {folder} cannot be imported \(ModuleNotFoundError.*of_the_image.*build_wheels"
    ):
        install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    assert not (tmp_path / "venv").exists()


def test_of_wheels_for_several_pythons_the_one_for_this_is_taken(tmp_path: Path) -> None:
    make_wheel(tmp_path / "input", "first_module", tag=f"{TAG}-none-any")
    make_wheel(tmp_path / "input", "first_module", "raise SystemExit\n", tag=f"{NEXT}-none-any")
    assert "checked by importing first_module" in str(install_wheels(tmp_path / "input", venv=tmp_path / "venv"))


def test_wheels_for_another_python_are_refused_before_anything_is_installed(tmp_path: Path) -> None:
    make_wheel(tmp_path / "input", "first_module", tag=f"{NEXT}-{NEXT}-linux_x86_64")
    with pytest.raises(InputError, match=rf"plain-{NEXT}.*it is made for {NEXT}, and this is Python {PYTHON}"):
        install_wheels(tmp_path / "input", venv=tmp_path / "venv")


def test_our_own_set_goes_before_somebody_elses(tmp_path: Path) -> None:
    publish(tmp_path / "input" / "a")
    make_wheel(tmp_path / "input" / "b", "first_module")
    describe(tmp_path / "input" / "b")
    assert str(tmp_path / "input" / "b") in str(install_wheels(tmp_path / "input", venv=tmp_path / "venv"))


def test_who_asks_for_a_set_gets_no_other_wheels(tmp_path: Path) -> None:
    publish(tmp_path / "input")
    assert install_wheels(tmp_path / "input", sets=("fallback",), venv=tmp_path / "venv").venv is None


def test_a_damaged_wheel_and_a_file_of_another_name_are_named(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "first_module")
    wheel.write_bytes(wheel.read_bytes()[:-30])
    with pytest.raises(InputError, match=rf"{wheel} is damaged"):
        read(tmp_path)
    wheel.rename(tmp_path / "first.whl")
    with pytest.raises(InputError, match=r"does not have a wheel's name"):
        read(tmp_path)


def test_only_what_nothing_else_requires_is_imported(tmp_path: Path) -> None:
    publish(tmp_path, requires=("First.Module>=1; python_version > '3'", "third_module; extra == 'all'"))
    make_wheel(tmp_path, "third_module")
    assert read(tmp_path) == ("second_module", "third_module")


def test_with_vllm_its_server_is_imported(tmp_path: Path) -> None:
    for name in ("vllm", "torch", "filelock"):
        make_wheel(tmp_path, name)
    assert read(tmp_path) == ("vllm.entrypoints.openai.api_server", "torch")


@pytest.mark.parametrize(
    ("tag", "fits"),
    [
        ("py3-none-any", True),
        ("py2.py3-none-any", True),
        ("py37-none-any", True),
        ("cp38-abi3-manylinux_2_31_x86_64", True),
        (f"{TAG}-{TAG}-linux_x86_64", True),
        ("cp38-cp38-linux_x86_64", False),
        (f"{NEXT}-abi3-linux_x86_64", False),
        (f"{NEXT}-none-any", False),
        ("py2-none-any", False),
    ],
)
def test_tags_are_read_as_installers_read_them(tag: str, fits: bool) -> None:
    assert _fits(tag) is fits


def test_a_missing_driver_is_not_the_wheels_fault() -> None:
    reason = "ImportError: libcuda.so.1: cannot open shared object file"
    assert is_for_want_of_a_gpu(reason) is not Path("/dev/nvidiactl").exists()
    assert not is_for_want_of_a_gpu("ModuleNotFoundError: No module named 'torch'")


def test_the_doctor_says_what_such_a_folder_is(tmp_path: Path) -> None:
    publish(tmp_path)
    (found,) = _wheels(tmp_path)
    assert (found.name, found.count, found.trouble) == ("plain", 2, "wheels of somebody else's, and vLLM is not among them")
    make_wheel(tmp_path, "vllm")
    (found,) = _wheels(tmp_path)
    assert (found.count, found.trouble) == (3, "")
