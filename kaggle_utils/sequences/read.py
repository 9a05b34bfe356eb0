"""Files of known sequences: the OEIS's ``stripped`` with its ``names`` beside it, and tables of name, title, offset and terms.

Formats:

- ``stripped.gz``: comments begin with ``#``; a line is ``A000045 ,0,1,1,2,3,5,``. Titles are read from ``names.gz``, or ``names``, in the
  same folder: lines such as ``A000045 Fibonacci numbers: ...``. (https://oeis.org/stripped.gz and names.gz, CC BY-SA 4.0)
- a table: ``A000045<tab>title<tab>offset<tab>0,1,1,2,3,5``. A title that begins with the name and a colon is kept without it.

Either may be compressed with gzip or not.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kaggle_utils.errors import InputError

GZIP = b"\x1f\x8b"
STRIPPED = re.compile(rb"(\S+) ,([-0-9,]*?),?\s*")
TERMS = re.compile(rb"-?[0-9]+(,-?[0-9]+)*")
MAX_QUOTED = 60  # characters of a line in an error
NAMES = ("names.gz", "names")
FORMATS = "a line of the OEIS's stripped.gz (A000045 ,0,1,1,2,) nor name, title, offset and terms with tabs between them"


@dataclass(frozen=True)
class Entry:
    """A sequence as its line has it: ``terms`` are decimal numbers with commas between them, ``offset`` is empty where it has none."""

    name: bytes
    title: bytes
    terms: bytes
    offset: bytes = b""


def read_entries(path: Path) -> Iterator[Entry]:
    """The sequences of a file in its order; those without a term are left out. Raises InputError for a file that cannot be read."""
    titles: Mapping[bytes, bytes] | None = None
    for number, line in _lines(path):
        if b"\t" in line:
            entry = _read_row(line)
        else:
            titles = _read_titles(path) if titles is None else titles
            entry = _read_stripped(line, titles)
        if entry is None:
            raise InputError(
                f"{path}, line {number}, is not {FORMATS} ({line[:MAX_QUOTED].decode(errors='replace')!r}): "
                "give the path of a file of sequences"
            )
        if entry.terms:
            yield entry


def _read_row(line: bytes) -> Entry | None:
    columns = line.split(b"\t")
    if len(columns) != 4 or not columns[0] or (columns[3] and not TERMS.fullmatch(columns[3])):
        return None
    name, title, offset, terms = columns
    return Entry(name, title.removeprefix(name + b": "), terms, offset)


def _read_stripped(line: bytes, titles: Mapping[bytes, bytes]) -> Entry | None:
    found = STRIPPED.fullmatch(line)
    if found is None or (found[2] and not TERMS.fullmatch(found[2])):
        return None
    return Entry(found[1], titles.get(found[1], b""), found[2])


def _read_titles(path: Path) -> Mapping[bytes, bytes]:
    """The titles by name of the file ``names.gz`` or ``names`` in the folder of a file; none without such a file."""
    beside = next((path.with_name(name) for name in NAMES if path.with_name(name).is_file()), None)
    if beside is None or beside == path:
        return {}
    return {name: title.replace(b"\t", b" ") for _, line in _lines(beside) for name, _, title in [line.partition(b" ")]}


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file, compressed or not, with their numbers; without comments and empty ones. Raises InputError."""
    try:
        with path.open("rb") as raw:
            is_compressed = raw.read(2) == GZIP
        with gzip.open(path) if is_compressed else path.open("rb") as file:
            for number, line in enumerate(file, 1):
                line = line.rstrip(b"\r\n")
                if line and not line.startswith(b"#"):
                    yield number, line
    except OSError as error:  # also what gzip says of a damaged file
        reason = error.strerror or str(error)
        raise InputError(f"{path} cannot be read ({reason}): give the path of a file of sequences, such as OEIS's stripped.gz") from None
    except (EOFError, zlib.error) as error:
        raise InputError(f"{path} is damaged ({error}): download it again") from None
