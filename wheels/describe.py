"""The manifest of a downloaded set, and what Kaggle takes as a dataset."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.offline.manifest import FORMAT, SENTINEL, Manifest, Wheel, read_manifest
from wheels.lock import Locked
from wheels.sets import WheelSet

# https://www.kaggle.com/docs/datasets#technical-specifications: "200GB per dataset limit", "200GB max private datasets", "A max of 50
# top-level files (if you have more, use a directory structure and upload an archive)".
MAX_BYTES = 200 * 10**9
MAX_TOP_LEVEL = 50


def write_manifest(wheel_set: WheelSet, locked: Sequence[Locked], folder: Path) -> Manifest:
    """Describe the wheels of a lock, which lie in ``folder``, checked, and write that beside them."""
    wheels = []
    for item in locked:
        path = folder / item.file
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        tag = "-".join(path.stem.rsplit("-", 3)[1:])
        wheels.append(Wheel(item.name, item.version, item.file, tag, path.stat().st_size, unpacked, item.sha256))
    table = {
        "format": FORMAT,
        "set": wheel_set.name,
        "tag": wheel_set.tag,
        "platform": wheel_set.platform,
        "use": wheel_set.use,
        "imports": wheel_set.imports,
        "image": wheel_set.image,
        "wheels": [asdict(wheel) for wheel in wheels],
    }
    path = folder / SENTINEL
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    manifest = read_manifest(path)
    assert manifest is not None
    return manifest


def check_limits(folder: Path, size: int, top_level: int) -> str:
    """A folder's bytes and its files and folders at the top level beside what Kaggle takes. Raises InputError when it takes less."""
    if size > MAX_BYTES:
        raise InputError(f"{folder} has {size / 1e9:.1f} GB, and Kaggle takes {MAX_BYTES / 1e9:.0f} GB a dataset: leave out a set")
    if top_level > MAX_TOP_LEVEL:
        raise InputError(f"{folder} has {top_level} files and folders, and Kaggle takes {MAX_TOP_LEVEL} at the top level: use subfolders")
    return f"{size / 1e9:.2f} GB of {MAX_BYTES / 1e9:.0f} GB, {top_level} of {MAX_TOP_LEVEL} files and folders at the top level"
