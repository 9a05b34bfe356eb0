"""Assemble the folder that goes to Kaggle as a dataset: what git knows of the package, its model, and the wheels. ``make dataset``.

The command line of Kaggle's (kaggle 2.2.5, ``upload_files``) uploads every file at the top level of the folder it is given, knows no
``.gitignore``, passes over folders unless told ``--dir-mode zip`` or ``tar``, and then makes one archive of each, which Kaggle unpacks. So
the folder is made anew, with what we mean and nothing else, in two subfolders. Whether Kaggle unpacks ``wheels.tar`` into ``wheels/`` or
beside it, the notebook finds both: it searches for ``kaggle_utils/offline/__init__.py`` and for the manifests of the wheels.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.offline.manifest import SENTINEL, find_manifests, verify
from wheels.describe import check_limits
from wheels.sets import HERE

logger = logging.getLogger("wheels")

REPOSITORY = HERE.parent
METADATA = "dataset-metadata.json"
PLACEHOLDER = "YOUR_KAGGLE_NAME"
CONTENTS = ("kaggle_utils", "models/demo", "LICENSE")
LEFT_OUT = ("models/demo/training/", "models/demo/wordings/")  # what the model was made with, not what it is


def assemble(output: Path, wheels: Path, sets: Sequence[str], owner: str) -> str:
    """Make ``output`` anew and say what is in it. ``sets`` names the wheels' folders, all of ``wheels`` if empty. Raises InputError."""
    found = find_manifests(wheels)
    manifests = [manifest for manifest in found if not sets or manifest.folder.name in sets]
    absent = set(sets) - {manifest.folder.name for manifest in manifests}
    if absent or not manifests:
        there = ", ".join(manifest.folder.name for manifest in found) or "none"
        raise InputError(f"{wheels} has no wheels {', '.join(sorted(absent))} (there are: {there}): make them with ./build_wheels.sh")
    # Only a folder of our making is removed: it has the metadata.
    if output.exists() and not (output / METADATA).is_file():
        raise InputError(f"{output} exists and is not a dataset made by this command: remove it, or name another folder with --output")
    shutil.rmtree(output, ignore_errors=True)
    files = repository_files()
    for name in files:
        target = output / "repository" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / name, target)
    for manifest in manifests:
        verify(manifest, logger.info)
        target = output / "wheels" / manifest.folder.name
        target.mkdir(parents=True)
        for name in [SENTINEL, *(wheel.file for wheel in manifest.wheels)]:
            _link(manifest.folder / name, target / name)
    metadata = (REPOSITORY / METADATA).read_text(encoding="utf-8").replace(PLACEHOLDER, owner)
    (output / METADATA).write_text(metadata, encoding="utf-8")
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    top_level = sum(1 for path in output.iterdir() if path.name != METADATA)
    counts = ", ".join(f"{manifest.folder.name} ({len(manifest.wheels)} wheels)" for manifest in manifests)
    return f"{output}: {len(files)} files of the repository, {counts}; {check_limits(output, size, top_level)}"


def repository_files() -> list[str]:
    """The files of the repository that go up, as git lists them. Warns of files there that git does not know yet."""
    listed = [name for name in _git("ls-files", "--", *CONTENTS) if (REPOSITORY / name).is_file()]
    for name in _git("ls-files", "--others", "--exclude-standard", "--", *CONTENTS):
        logger.warning("%s is not in git, and so not in the dataset", name)
    return [name for name in listed if not name.startswith(LEFT_OUT)]


def _git(command: str, *arguments: str) -> list[str]:
    done = subprocess.run(["git", "-C", str(REPOSITORY), command, "-z", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError(f"git cannot list the files of {REPOSITORY}: {done.stderr.strip()}")
    return [name for name in done.stdout.split("\0") if name]


def _link(source: Path, target: Path) -> None:
    """A hard link, so that gigabytes are not written twice; on another disk a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def main() -> int:
    """The exit code: 0 done, 2 bad input."""
    parser = argparse.ArgumentParser(prog="python -m wheels.dataset", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wheels", type=Path, default=HERE, metavar="DIR", help="where build_wheels.sh put the sets (default: wheels/)")
    parser.add_argument("--set", action="append", default=[], metavar="FOLDER", help="such as primary-cp312; may be given again")
    parser.add_argument("--owner", default=PLACEHOLDER, metavar="NAME", help="your name on Kaggle")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "build" / "dataset", metavar="DIR")
    arguments = parser.parse_args()
    assembled = partial(assemble, arguments.output, arguments.wheels, arguments.set, arguments.owner)
    return say_assembled(assembled, f"kaggle datasets create --dir-mode tar -p {arguments.output}")


def say_assembled(assembled: Callable[[], object], upload: str) -> int:
    """Assemble something, and log what it says and how it is uploaded; returns 2, after one sentence, for bad input."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        logger.info("%s", assembled())
    except InputError as error:
        logger.error("%s", error)  # noqa: TRY400  (a sentence for a person, not a trace)
        return 2
    logger.info("upload it with: %s", upload)
    return 0


if __name__ == "__main__":
    sys.exit(main())
