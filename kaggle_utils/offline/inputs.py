"""Where Kaggle mounts what is attached to a notebook, and a walk through it. Standard library only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

KAGGLE_INPUT = "/kaggle/input"
MAX_DEPTH = 5  # folders searched below the input folder; competitions/NAME/kaggle_evaluation is 3 deep


def input_folder(variables: Mapping[str, str] | None = None) -> Path:
    """The folder of the attached inputs: ``KAGGLE_UTILS_INPUT`` of the environment variables, else Kaggle's own."""
    variables = os.environ if variables is None else variables
    return Path(variables.get("KAGGLE_UTILS_INPUT") or KAGGLE_INPUT)


def walk(root: Path, depth: int = MAX_DEPTH) -> Iterator[Path]:
    """A folder and the folders below it, nearest first, in the order of their names; hidden ones are left out."""
    level = [root] if root.is_dir() else []
    for _ in range(depth + 1):
        yield from level
        # scandir knows what is a folder without asking the mount about each file; a competition may bring a hundred thousand.
        level = [Path(entry) for folder in level for entry in sorted(_subfolders(folder))]


def _subfolders(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        yield from (entry.path for entry in entries if not entry.name.startswith(".") and entry.is_dir())
