"""Fetch single wheels from the package registry with pip, each once."""

from __future__ import annotations

import hashlib
import logging
import subprocess
import sys
from pathlib import Path

logger = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
WHEELS = ROOT / "build" / "t4" / "wheels"
# Kaggle's interpreter (Kaggle/docker-python #1516), and the platform tags up to that of vLLM 0.19.1's wheel, manylinux_2_31.
KAGGLE = ["--python-version", "3.12"]
for _tag in (*(f"manylinux_2_{glibc}" for glibc in range(31, 4, -1)), "manylinux2014", "manylinux1"):
    KAGGLE += ["--platform", f"{_tag}_x86_64"]


def download(requirement: str, for_this_interpreter: bool = False) -> Path:
    """The wheel of ``name==version``, for Kaggle's Python or for this one. Raises subprocess.CalledProcessError when pip fails."""
    name, _, version = requirement.partition("==")
    own = f"cp{sys.version_info.major}{sys.version_info.minor}"
    folder = WHEELS / own if for_this_interpreter else WHEELS
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not list(folder.glob(pattern)):
        logger.info("downloading %s", requirement)
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-cache-dir", "--no-deps"]
        target = [] if for_this_interpreter else KAGGLE
        subprocess.run([*command, "--only-binary=:all:", *target, "--dest", str(folder), requirement], check=True)
    return next(folder.glob(pattern))


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
