"""Installing attached wheels: real wheels, real environments, no network where the machine lets us cut it off."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.offline import install_wheels, make_importable
from kaggle_utils.offline.installer import InstallError, child_environment
from kaggle_utils.offline.manifest import SENTINEL
from kaggle_utils.settings import REPOSITORY
from tests.small_wheels import PYTHON, TAG, describe, make_uv_wheel, make_wheel

MOUNTS = ["kaggle-utils", "datasets/someone/kaggle-utils", "competitions/some-competition"]


@pytest.fixture(scope="module")
def uv_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_uv_wheel(tmp_path_factory.mktemp("uv"))


@pytest.fixture
def attach(tmp_path: Path, uv_wheel: Path) -> Callable[..., Path]:
    """Attach a set of two small wheels, with uv among them, and give its folder."""

    def attach(name: str = "primary", mount: str = MOUNTS[1], python: str = PYTHON, image: dict[str, str] | None = None) -> Path:
        folder = tmp_path / "input" / mount / "wheels" / f"{name}-cp{python.replace('.', '')}"
        make_wheel(folder, "first_module", "VALUE = 42\n")
        make_wheel(folder, "second_module", "import first_module\nVALUE = first_module.VALUE\n")
        (folder / uv_wheel.name).hardlink_to(uv_wheel)
        describe(folder, name, python, image)
        return folder

    return attach


def run_python(python: Path, code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(python), "-c", code], env={**child_environment(), **variables}, capture_output=True, text=True, check=False)


def damage(path: Path) -> None:
    """Flip one byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("mount", MOUNTS)
def test_wheels_are_found_wherever_kaggle_mounts_them(attach: Callable[..., Path], tmp_path: Path, mount: str) -> None:
    folder = attach(mount=mount)
    installation = install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    assert str(folder) in str(installation)


def test_the_venvs_python_imports_what_was_installed(attach: Callable[..., Path], tmp_path: Path) -> None:
    attach()
    installation = install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    assert run_python(installation.python, "import second_module; print(second_module.VALUE)").stdout == "42\n"
    assert installation.count == 3


def test_the_input_folder_is_what_the_environment_says(
    attach: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach()
    monkeypatch.setenv("KAGGLE_UTILS_INPUT", str(tmp_path / "input"))
    assert install_wheels(venv=tmp_path / "venv").count == 3


def test_the_uv_of_the_set_installs(attach: Callable[..., Path], tmp_path: Path) -> None:
    attach()
    assert " with uv" in str(install_wheels(tmp_path / "input", venv=tmp_path / "venv"))


def test_no_file_is_written_twice(attach: Callable[..., Path], tmp_path: Path) -> None:
    attach()
    install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    cached, *_ = (tmp_path / "venv" / ".uv-cache").rglob("first_module.py")
    assert cached.samefile(tmp_path / "venv" / "lib" / f"python{PYTHON}" / "site-packages" / "first_module.py")


def test_pip_installs_where_the_set_has_no_uv(tmp_path: Path) -> None:
    make_wheel(tmp_path / "input" / "wheels", "first_module")
    describe(tmp_path / "input" / "wheels")
    said: list[str] = []
    installation = install_wheels(tmp_path / "input", venv=tmp_path / "venv", report=said.append)
    assert " with pip" in str(installation)
    assert any("no uv" in line for line in said)
    assert run_python(installation.python, "import first_module").returncode == 0


@pytest.mark.skipif(shutil.which("unshare") is None or os.geteuid() != 0, reason="needs root and unshare to cut networking off")
def test_it_installs_where_no_network_exists(attach: Callable[..., Path], tmp_path: Path) -> None:
    attach()
    code = (
        "import socket, pathlib; from kaggle_utils.offline import install_wheels; print(socket.if_nameindex());"
        f"print(install_wheels(pathlib.Path({str(tmp_path / 'input')!r}), venv=pathlib.Path({str(tmp_path / 'venv')!r})))"
    )
    command = ["unshare", "--net", sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    interfaces, said = done.stdout.splitlines()
    assert interfaces == "[(1, 'lo')]"
    assert said.startswith("installed 3 wheels ")


def test_without_wheels_it_says_so_and_keeps_to_this_python(tmp_path: Path) -> None:
    installation = install_wheels(tmp_path, venv=tmp_path / "venv")
    assert str(installation) == f"no wheels under {tmp_path}: using the packages that are installed"
    assert (installation.python, installation.venv) == (Path(sys.executable), None)


def test_somebody_elses_manifest_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / SENTINEL).write_text('{"files": []}')
    assert install_wheels(tmp_path, venv=tmp_path / "venv").venv is None


def test_a_second_run_finds_everything_installed(attach: Callable[..., Path], tmp_path: Path) -> None:
    attach()
    install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    assert "are already in" in str(install_wheels(tmp_path / "input", venv=tmp_path / "venv"))


def test_other_wheels_replace_what_was_installed(attach: Callable[..., Path], tmp_path: Path) -> None:
    folder = attach()
    install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    make_wheel(folder, "first_module", "VALUE = 43\n")
    describe(folder)
    installation = install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    assert run_python(installation.python, "import first_module; print(first_module.VALUE)").stdout == "43\n"


def test_one_flipped_byte_is_named_with_both_hashes(attach: Callable[..., Path], tmp_path: Path) -> None:
    wheel = attach() / "first_module-1.0-py3-none-any.whl"
    damage(wheel)
    with pytest.raises(
        InputError, match=rf"{wheel} is damaged: its SHA-256 is [0-9a-f]{{64}}, and MANIFEST.json says [0-9a-f]{{64}}: .*again"
    ):
        install_wheels(tmp_path / "input", venv=tmp_path / "venv")


def test_a_truncated_wheel_is_named_with_both_sizes(attach: Callable[..., Path], tmp_path: Path) -> None:
    wheel = attach() / "first_module-1.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes()[:100])
    with pytest.raises(InputError, match=rf"{wheel} has 100 bytes, and MANIFEST.json says \d+: .*again"):
        install_wheels(tmp_path / "input", venv=tmp_path / "venv")


def test_a_missing_wheel_is_named(attach: Callable[..., Path], tmp_path: Path) -> None:
    wheel = attach() / "first_module-1.0-py3-none-any.whl"
    wheel.unlink()
    with pytest.raises(InputError, match=rf"{wheel} is missing, and MANIFEST.json lists it: .*again"):
        install_wheels(tmp_path / "input", venv=tmp_path / "venv")


def test_a_damaged_manifest_is_named(attach: Callable[..., Path], tmp_path: Path) -> None:
    manifest = attach() / SENTINEL
    manifest.write_text(manifest.read_text()[:-20])
    with pytest.raises(InputError, match=rf"{manifest} is damaged"):
        install_wheels(tmp_path / "input", venv=tmp_path / "venv")


def test_wheels_for_another_python_say_which_there_are(attach: Callable[..., Path], tmp_path: Path) -> None:
    attach(python="3.9")
    with pytest.raises(
        InputError, match=rf"\(primary-cp39\).* for {TAG} .*it is made for cp39, and this is Python {PYTHON}.*--python {PYTHON}"
    ):
        install_wheels(tmp_path / "input", venv=tmp_path / "venv")


def test_a_set_that_was_not_asked_for_is_not_taken(attach: Callable[..., Path], tmp_path: Path) -> None:
    attach("cpu")
    with pytest.raises(InputError, match=r"\(cpu-cp\d+\) is primary for"):
        install_wheels(tmp_path / "input", sets=("primary",), venv=tmp_path / "venv")


@pytest.mark.parametrize("image", [{"torch": "0.0.1"}, {"no-such-package": "1.0"}])
def test_an_overlay_for_another_image_gives_way_to_the_full_set(attach: Callable[..., Path], tmp_path: Path, image: dict[str, str]) -> None:
    attach("overlay", image=image)
    full = attach("primary")
    said: list[str] = []
    assert str(full) in str(install_wheels(tmp_path / "input", venv=tmp_path / "venv", report=said.append))
    assert any(line.startswith("passing over ") and next(iter(image)) in line for line in said)


def test_an_overlay_for_another_image_without_a_full_set_says_what_differs(attach: Callable[..., Path], tmp_path: Path) -> None:
    attach("overlay", image={"no-such-package": "1.0"})
    with pytest.raises(InputError, match=r"it needs no-such-package 1\.0 of the image, which has none"):
        install_wheels(tmp_path / "input", venv=tmp_path / "venv")


def test_an_overlay_sees_the_image_and_its_own_wheels_first(attach: Callable[..., Path], tmp_path: Path) -> None:
    base = Path(getattr(sys, "_base_executable", sys.executable))
    found = run_python(base, "import importlib.metadata as m; print(m.version('pip'))").stdout.strip()
    if not found:
        pytest.skip(f"{base} has no package that could stand for the image's")
    attach("overlay", image={"pip": found})
    attach("primary")
    installation = install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    assert "overlay" in str(installation)
    assert run_python(installation.python, "import pip, first_module").returncode == 0


def test_python_and_library_paths_of_the_image_do_not_reach_the_venv(
    attach: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = tmp_path / "poison"
    poison.mkdir()
    for name in ("first_module", "venv", "json", "pip"):
        (poison / f"{name}.py").write_text("raise SystemExit('poisoned')\n")
    attach()
    monkeypatch.setenv("PYTHONPATH", f"{poison}::")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(poison))
    monkeypatch.setenv("UV_INDEX_URL", "http://nowhere.invalid")
    installation = install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    assert run_python(installation.python, "import first_module; print(first_module.VALUE)").stdout == "42\n"


def test_two_installs_at_once_are_refused_with_the_lock_file(attach: Callable[..., Path], tmp_path: Path) -> None:
    attach()
    with (tmp_path / "venv.lock").open("w") as file:
        file.write("4711")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(InstallError, match=rf"process 4711 is installing into .*lock file {tmp_path / 'venv.lock'}"):
            install_wheels(tmp_path / "input", venv=tmp_path / "venv")


def test_the_lock_of_a_process_that_is_gone_is_no_hindrance(attach: Callable[..., Path], tmp_path: Path) -> None:
    attach()
    (tmp_path / "venv.lock").write_text("4711")
    assert install_wheels(tmp_path / "input", venv=tmp_path / "venv").count == 3


def test_a_folder_that_is_no_venv_is_not_overwritten(attach: Callable[..., Path], tmp_path: Path) -> None:
    attach()
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "precious.txt").touch()
    with pytest.raises(InputError, match="is not a virtual environment"):
        install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    assert (tmp_path / "venv" / "precious.txt").exists()


def test_the_notebooks_output_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="become output of the notebook"):
        install_wheels(tmp_path, venv=Path("/kaggle/working/venv"))


def test_a_wheel_that_the_installer_refuses_is_explained_and_leaves_nothing(attach: Callable[..., Path], tmp_path: Path) -> None:
    folder = attach()
    (folder / "third_module-1.0-py3-none-any.whl").write_bytes(b"PK\x05\x06" + bytes(18))
    describe(folder)
    with pytest.raises(InstallError, match=r"(?s)uv could not install the wheels of .*third-module"):
        install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    assert not (tmp_path / "venv").exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"cannot mount a small file system here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_too_small_is_named_before_anything_is_written(
    attach: Callable[..., Path], tmp_path: Path, small_disk: Path
) -> None:
    attach()
    with pytest.raises(InstallError, match=rf"the disk of {small_disk}/venv is full: .* take \d.\d\d GB there and 0.00 GB are free"):
        install_wheels(tmp_path / "input", venv=small_disk / "venv")


@pytest.mark.parametrize("with_uv", [True, False], ids=["uv", "pip"])
def test_a_disk_that_fills_up_is_named_and_left_empty(attach: Callable[..., Path], tmp_path: Path, small_disk: Path, with_uv: bool) -> None:
    folder = attach()
    make_wheel(folder, "large_module", "#" * 4_000_000)
    if not with_uv:
        next(folder.glob("uv-*.whl")).unlink()
    describe(folder)
    manifest = folder / SENTINEL
    # As if the disk were filled by others meanwhile: the wheels seem to need nothing.
    manifest.write_text("\n".join('   "unpacked": 0,' if '"unpacked"' in line else line for line in manifest.read_text().splitlines()))
    with pytest.raises(InstallError, match=rf"the disk of {small_disk}/venv is full"):
        install_wheels(tmp_path / "input", venv=small_disk / "venv")
    assert not (small_disk / "venv").exists()


def test_the_notebooks_python_takes_only_what_it_lacks(
    attach: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach()
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = list(sys.path)
    installation = install_wheels(tmp_path / "input", venv=tmp_path / "venv")
    make_importable(installation)
    make_importable(installation)
    assert sys.path == [*before, str(tmp_path / "venv" / "lib" / f"python{PYTHON}" / "site-packages")]
