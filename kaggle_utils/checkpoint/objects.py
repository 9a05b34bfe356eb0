"""The JSON files of a checkpoint, and links that lead nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kaggle_utils.checkpoint.header import LFS_POINTER
from kaggle_utils.errors import InputError


def read_object(path: Path) -> dict[str, Any]:
    """The object that a JSON file holds. Raises InputError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): copy it from the model's repository") from None
    if content.startswith(LFS_POINTER):
        raise InputError(f"{path} is a Git LFS pointer, not the file: run git lfs pull where it came from, and copy it again")
    try:
        value = json.loads(content)
    except ValueError as error:
        raise InputError(f"{path} is not JSON ({error}): copy the checkpoint again") from None
    if not isinstance(value, dict):
        raise InputError(f"{path} holds a {type(value).__name__}, not an object: copy the checkpoint again")
    return value


def check_present(path: Path, why: str = "", optional: bool = False) -> None:
    """Raise InputError for a link to nothing, and unless ``optional`` for a file that is not there. ``why`` says who asks for it."""
    if path.is_file():
        return
    if path.is_symlink():
        raise InputError(f"{path} is a link to {path.readlink()}, which is missing: copy the files that the links lead to (cp -L)")
    if not optional:
        raise InputError(f"{path} is missing{why}: copy it from the model's repository")
