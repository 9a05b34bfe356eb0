from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kaggle_utils.offline import InstallError, install_wheels


def make_wheel(folder: Path) -> Path:
    """A real wheel of one module."""
    folder.mkdir(exist_ok=True)
    path = folder / "tiny_module-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("tiny_module.py", "VALUE = 42\n")
        wheel.writestr("tiny_module-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-module\nVersion: 1.0\n")
        wheel.writestr("tiny_module-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("tiny_module-1.0.dist-info/RECORD", "")
    return path


def test_wheels_are_installed_and_can_be_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_wheel(tmp_path / "wheels")
    monkeypatch.setattr(sys, "path", list(sys.path))
    message = install_wheels(tmp_path / "wheels", tmp_path / "target")
    assert message.startswith("installed 1 wheels from ")
    assert sys.path[0] == str(tmp_path / "target")
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'target')!r}); import tiny_module; print(tiny_module.VALUE)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "42\n"


def test_without_wheels_nothing_happens(tmp_path: Path) -> None:
    assert install_wheels(tmp_path, tmp_path / "target").startswith("no wheels in ")
    assert not (tmp_path / "target").exists()


def test_a_broken_wheel_is_explained(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path / "wheels")
    wheel.write_bytes(wheel.read_bytes()[:100])
    with pytest.raises(InstallError, match=r"pip could not install the wheels of .*\n.*tiny_module"):
        install_wheels(tmp_path / "wheels", tmp_path / "target")
