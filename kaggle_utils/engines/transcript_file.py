"""Appending to a transcript: every line is with the kernel before ``write`` returns, so that a killed run loses none that was written."""

from __future__ import annotations

import fcntl
import os
import zlib
from pathlib import Path
from typing import BinaryIO, Protocol

from kaggle_utils.engines.transcript import Line, decode, encode, is_compressed, whole_lines
from kaggle_utils.errors import InputError


def check_appendable(path: Path) -> None:
    """Raise InputError for a file that cannot be written, or that is something else than a transcript of this version."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
        first = whole_lines(path)[0].partition(b"\n")[0]
    except OSError as error:
        raise InputError(f"cannot record to {path} ({error.strerror}): choose another file with --record") from None
    try:
        if first:
            decode(first, is_first=True)
    except ValueError as error:
        raise InputError(f"cannot append to {path}: its first line cannot be read ({error}); choose another file with --record") from None


class LineFile(Protocol):
    """What takes the lines of a transcript."""

    def write(self, line: Line) -> None:
        """Append a line. Raises OSError."""
        ...

    def close(self) -> None:
        """End it. Raises OSError."""
        ...


class TranscriptFile:
    """A transcript that is open for appending."""

    def __init__(self, path: Path) -> None:
        """Open it, cutting off what a killed run left unfinished. Raises InputError while another run has it open, and OSError."""
        self._file = _open_alone(path)
        text, is_whole = whole_lines(path)
        if not is_whole:
            self._file = _write_anew(path, text, self._file)
        self._compressor = zlib.compressobj(wbits=zlib.MAX_WBITS + 16) if is_compressed(path) else None

    def write(self, line: Line) -> None:
        """Append a line. Raises OSError."""
        data = encode(line)
        if self._compressor is not None:
            data = self._compressor.compress(data) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
        _write_all(self._file, data)

    def close(self) -> None:
        """End the file. Raises OSError."""
        try:
            if self._compressor is not None:
                _write_all(self._file, self._compressor.flush())
        finally:
            self._file.close()


def _open_alone(path: Path) -> BinaryIO:
    file: BinaryIO = path.open("ab", buffering=0)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise InputError(f"{path} is being written by another run: choose another file with --record") from None
    return file


def _write_anew(path: Path, text: bytes, old: BinaryIO) -> BinaryIO:
    """Replace a file by one without its unfinished end: what is appended to half a line or half a gzip member could not be read."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    file = _open_alone(new)
    _write_all(file, zlib.compress(text, wbits=zlib.MAX_WBITS + 16) if is_compressed(path) else text)
    new.replace(path)
    old.close()
    return file


def _write_all(file: BinaryIO, data: bytes) -> None:
    while data:
        data = data[file.write(data) :]
