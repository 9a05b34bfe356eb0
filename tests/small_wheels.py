"""Small real wheels, and sets of them, for the tests of the offline install."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from kaggle_utils.offline.manifest import Manifest, file_sha256
from wheels.describe import write_manifest
from wheels.lock import Locked
from wheels.sets import WheelSet

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
TAG = "cp" + PYTHON.replace(".", "")


def make_wheel(
    folder: Path, name: str, source: str = "VALUE = 42\n", tag: str = "py3-none-any", release: str = "1.0", requires: Sequence[str] = ()
) -> Path:
    """A wheel of one module."""
    return _write(folder, name, release, tag, {f"{name}.py": source.encode()}, requires)


def make_uv_wheel(folder: Path) -> Path:
    """A wheel of the uv that is installed here: its program, where its own wheel has it."""
    program = Path(sys.executable).with_name("uv").read_bytes()
    release = version("uv")
    return _write(folder, "uv", release, "py3-none-any", {f"uv-{release}.data/scripts/uv": program})


def _write(folder: Path, name: str, release: str, tag: str, files: Mapping[str, bytes], requires: Sequence[str] = ()) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{release}-{tag}.whl"
    info = f"{name}-{release}.dist-info"
    described = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {release}\n"
        + "".join(f"Requires-Dist: {one}\n" for one in requires),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    record = "".join(f"{file},,\n" for file in [*files, *described, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as wheel:
        for file, content in files.items():
            wheel.writestr(file, content)
        for file, text in {**described, f"{info}/RECORD": record}.items():
            wheel.writestr(file, text)
    return path


def wheel_set(name: str = "primary", python: str = PYTHON, image: Mapping[str, str] | None = None) -> WheelSet:
    """A set without requirements."""
    return WheelSet(
        name=name,
        use="a test",
        python=python,
        platform="manylinux_2_31_x86_64",
        requirements={},
        exclude_newer="2026-11-21",
        imports=(),
        without=(),
        leave_out=(),
        image=image or {},
    )


def lock_of(wheels: Sequence[Path]) -> list[Locked]:
    """A lock of these very wheels."""
    locked = []
    for path in wheels:
        name, release = path.name.split("-")[:2]
        locked.append(Locked(name.replace("_", "-"), release, file_sha256(path), path.name))
    return locked


def describe(folder: Path, name: str = "primary", python: str = PYTHON, image: Mapping[str, str] | None = None) -> Manifest:
    """Write the manifest of the wheels in a folder."""
    return write_manifest(wheel_set(name, python, image), lock_of(sorted(folder.glob("*.whl"))), folder)
