"""Download a set of wheels by its lock, describe it, and prove that it installs where no network exists. Started by ``build_wheels.sh``."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.offline.installer import child_environment
from wheels.describe import check_limits, write_manifest
from wheels.download import download
from wheels.lock import read_lock, write_lock
from wheels.sets import HERE, WheelSet, load_set

logger = logging.getLogger("wheels")


def build(wheel_set: WheelSet, output: Path) -> Path:
    """Download what is missing of a set and write its manifest; its folder."""
    started = time.monotonic()
    folder = output / wheel_set.folder
    locked = read_lock(wheel_set)
    came = download(wheel_set, locked, folder)
    seconds = time.monotonic() - started
    manifest = write_manifest(wheel_set, locked, folder)
    logger.info("%s: %d wheels, %.2f GB, unpacked %.2f GB", folder, len(locked), manifest.size / 1e9, manifest.unpacked / 1e9)
    logger.info("downloaded %.2f GB in %.0f s; every SHA-256 is the lock's", came / 1e9, seconds)
    logger.info("as a dataset of Kaggle's, in a subfolder: %s", check_limits(folder, manifest.size, 1))
    return folder


def prove(wheel_set: WheelSet, folder: Path) -> bool:
    """Run ``wheels.prove`` in the set's own Python with networking cut off; says so where that cannot be."""
    python = find_python(wheel_set.python)
    if python is None:
        logger.info("no Python %s on this machine: the wheels are here and checked, that they install is not proven", wheel_set.python)
        return True
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    command = ["unshare", *as_root, "--net", str(python), "-m", "wheels.prove", str(folder)]
    logger.info("proof, without a network: %s", " ".join(command))
    environment = child_environment() | {"PYTHONPATH": str(HERE.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, env=environment, check=False).returncode == 0


def find_python(version: str) -> Path | None:
    """A Python of that version which runs: on the path, or among pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    on_path = shutil.which(f"python{version}")
    candidates = [*([Path(on_path)] if on_path else []), *sorted(pyenv.glob(f"{version}.*/bin/python"))]
    program = "import sys; print('%d.%d' % sys.version_info[:2])"
    for candidate in candidates:
        # pyenv's stand-ins are on the path and refuse to run a version that is not chosen.
        done = subprocess.run([candidate, "-I", "-c", program], capture_output=True, text=True, check=False)
        if done.stdout.strip() == version:
            return candidate
    return None


def main() -> int:
    """The exit code: 0 done, 1 the proof failed, 2 bad input."""
    parser = argparse.ArgumentParser(prog="build_wheels.sh", description=__doc__)
    parser.add_argument("--set", default="primary", metavar="NAME", help="primary (the default), cuda13, fallback, overlay or cpu")
    parser.add_argument("--python", default="3.12", metavar="VERSION", help="3.11, 3.12 (Kaggle's; the default) or 3.13")
    parser.add_argument("--output", type=Path, default=HERE, metavar="DIR", help="where the set's folder goes (default: wheels/)")
    parser.add_argument("--lock", action="store_true", help="resolve the set again and write its lock; download nothing")
    parser.add_argument("--no-proof", action="store_true", help="do not install the set when it is downloaded")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        wheel_set = load_set(arguments.set, arguments.python)
        if arguments.lock:
            logger.info("%s: %d wheels", wheel_set.lock, len(write_lock(wheel_set)))
            return 0
        folder = build(wheel_set, arguments.output.resolve())
        return 0 if arguments.no_proof or prove(wheel_set, folder) else 1
    except InputError as error:
        logger.error("%s", error)  # noqa: TRY400  (a sentence for a person, not a trace)
        return 2


if __name__ == "__main__":
    sys.exit(main())
