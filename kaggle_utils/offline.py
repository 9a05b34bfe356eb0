"""Install the wheels that travel with the repository, without a network. Standard library only: it runs before anything is installed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

LONGEST_EXPLANATION = 1500  # characters of pip's last words shown when it fails


class InstallError(RuntimeError):
    """The wheels could not be installed; the message holds pip's own words."""


def install_wheels(folder: Path, target: Path) -> str:
    """Install every wheel of ``folder`` into ``target``, put that first on the path, and say what was done.

    ``target`` lies outside /kaggle/working, whose files become the notebook's output. Without wheels nothing happens: the
    environment has what is needed. Raises InstallError.
    """
    wheels = sorted(folder.glob("*.whl"))
    if not wheels:
        return f"no wheels in {folder}: using the packages that are installed"
    started = time.monotonic()
    command = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--no-input", "--upgrade", "--target", str(target)]
    done = subprocess.run([*command, *map(str, wheels)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise InstallError(f"pip could not install the wheels of {folder}:\n{(done.stderr or done.stdout)[-LONGEST_EXPLANATION:]}")
    sys.path.insert(0, str(target))
    return f"installed {len(wheels)} wheels from {folder} into {target} in {time.monotonic() - started:.0f} s"
