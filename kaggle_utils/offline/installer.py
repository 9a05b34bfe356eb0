"""Install wheels into their own virtual environment, with uv if it is among them, else with pip. Standard library only, no network."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.offline.manifest import PLAIN, SECONDS_BETWEEN_REPORTS, Manifest, Report

MAX_EXPLANATION = 1500  # characters of the installer's last words shown when it fails
MARKER = "kaggle_utils_wheels.txt"  # in a finished venv: which manifest it was made of
# The image sets some of these (docker-python#1545 LD_LIBRARY_PATH; a PYTHONPATH with empty entries, which mean the working folder): they
# would put its packages and libraries before the venv's. PIP_ and UV_ would change what is installed.
NOT_INHERITED = ("PYTHON", "LD_", "PIP_", "UV_", "VIRTUAL_ENV", "CONDA_")


class InstallError(RuntimeError):
    """The wheels cannot be installed on this machine; the message says why and what to do."""


def child_environment() -> dict[str, str]:
    """The environment for programs of the venv: ours without the variables that would make them load other packages or libraries."""
    return {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}


@contextmanager
def only_one(venv: Path) -> Iterator[None]:
    """Hold the venv's lock file, which goes with the process. Raises InstallError while another process holds it."""
    venv.parent.mkdir(parents=True, exist_ok=True)
    path = venv.with_name(venv.name + ".lock")
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise InstallError(
                f"process {file.read() or 'unknown'} is installing into {venv} at this moment (lock file {path}): "
                "run this again when it is done, or choose another folder with install_wheels(venv=...)"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_filled(venv: Path, manifest: Manifest) -> bool:
    """Whether the venv holds exactly this set, completely."""
    marker = venv / MARKER
    return marker.is_file() and marker.read_text() == manifest.digest


def fill(venv: Path, manifest: Manifest, report: Report) -> str:
    """Create the venv, install every wheel, and return the installer's name. Removes the venv when it fails.

    Raises InstallError, and InputError for a folder that exists and is not a venv.
    """
    if venv.exists() and not (venv / "pyvenv.cfg").is_file() and any(venv.iterdir()):
        raise InputError(
            f"{venv} is not a virtual environment and would be overwritten: choose another folder with install_wheels(venv=...)"
        )
    shutil.rmtree(venv, ignore_errors=True)
    if shutil.disk_usage(venv.parent).free < manifest.unpacked:
        raise InstallError(_full(venv, manifest))
    try:
        # Without pip: Debian's Pythons, Kaggle's among them, may lack ensurepip. Only an overlay sees the image's packages.
        image = ["--system-site-packages"] if manifest.image else []
        _run("venv", [sys.executable, "-I", "-m", "venv", "--without-pip", *image, str(venv)], venv, manifest, report)
        installer = _install(venv, manifest, report)
        (venv / MARKER).write_text(manifest.digest)
    except BaseException as error:
        message = _full(venv, manifest) if isinstance(error, OSError) and error.errno == errno.ENOSPC else None
        shutil.rmtree(venv, ignore_errors=True)
        if message:
            raise InstallError(message) from error
        raise
    return installer


def _install(venv: Path, manifest: Manifest, report: Report) -> str:
    python = str(venv / "bin" / "python")
    files = [str(manifest.folder / wheel.file) for wheel in manifest.wheels]
    if manifest.set == PLAIN:
        # Such a folder may hold wheels of one package for several Pythons: the installer takes the one for this.
        files = ["--find-links", str(manifest.folder), *sorted({wheel.name for wheel in manifest.wheels})]
    uv = _unpack_uv(venv, manifest)
    if uv is None:
        report("the set has no uv: installing with pip, which takes longer")
    else:
        # The cache inside the venv, so that its files become the venv's by hard links: nothing is written twice. It stays, because it takes
        # no room and its removal took 1 to 16 s for the cpu set, with the disk still busy (measured 2026-11-21).
        cache = venv / ".uv-cache"
        command = [str(uv), "pip", "install", "--python", python, "--offline", "--no-index", "--no-deps", "--no-config"]
        try:
            _run("uv", [*command, "--link-mode", "hardlink", "--cache-dir", str(cache), *files], venv, manifest, report)
        except PermissionError as error:
            report(f"uv cannot run from {venv} ({error}): installing with pip, which takes longer")
        else:
            uv.unlink()
            return "uv"
    options = ["--no-index", "--no-deps", "--no-input", "--no-cache-dir", "--disable-pip-version-check"]
    _run("pip", [sys.executable, "-I", "-m", "pip", "--python", python, "install", *options, *files], venv, manifest, report)
    return "pip"


def _unpack_uv(venv: Path, manifest: Manifest) -> Path | None:
    """The program in uv's wheel, or None if the set does not have that wheel."""
    wheel = next((wheel for wheel in manifest.wheels if wheel.name == "uv"), None)
    if wheel is None:
        return None
    target = venv / ".uv"
    program = f"uv-{wheel.version}.data/scripts/uv"
    with zipfile.ZipFile(manifest.folder / wheel.file) as archive, archive.open(program) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file)
    target.chmod(0o755)
    return target


def _run(installer: str, command: list[str], venv: Path, manifest: Manifest, report: Report) -> None:
    """Run an installer to its end and report how much it has written. Raises InstallError if it fails."""
    free = shutil.disk_usage(venv.parent).free
    with subprocess.Popen(
        command, env=child_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            output = _wait(process, venv, manifest, free, report)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise InstallError(_explain(installer, output, venv, manifest))


def _wait(process: subprocess.Popen[str], venv: Path, manifest: Manifest, free: int, report: Report) -> str:
    started = time.monotonic()
    while True:
        try:
            return process.communicate(timeout=SECONDS_BETWEEN_REPORTS)[0]
        except subprocess.TimeoutExpired:
            # The free space of the disk is known at once; adding up a hundred thousand files is slow.
            written = min(max(free - shutil.disk_usage(venv.parent).free, 0), manifest.unpacked)
            report(f"unpacked {written / 1e9:.1f} of {manifest.unpacked / 1e9:.1f} GB in {time.monotonic() - started:.0f} s")


def _explain(installer: str, output: str, venv: Path, manifest: Manifest) -> str:
    if "No space left on device" in output:
        return _full(venv, manifest)
    return f"{installer} could not install the wheels of {manifest.folder} into {venv}:\n{output.strip()[-MAX_EXPLANATION:]}"


def _full(venv: Path, manifest: Manifest) -> str:
    free = shutil.disk_usage(venv.parent).free
    return (
        f"the disk of {venv} is full: the wheels of {manifest.folder} take {manifest.unpacked / 1e9:.2f} GB there and {free / 1e9:.2f} GB "
        "are free. Remove something, or choose a folder on another disk with install_wheels(venv=...)"
    )
