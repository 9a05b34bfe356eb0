"""The text of a problem file: unpacked and decoded, or the reason why it is not text that CSV could be."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from kaggle_utils.errors import InputError

# The first bytes of what is attached in place of CSV, and the way out.
FOREIGN = {
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook: save it as CSV UTF-8",
    b"PAR1": "is a Parquet file: write it as CSV",
    b"SQLite format 3": "is an SQLite database: export it as CSV",
    b"version https://git-lfs": "is a Git LFS pointer, not the file itself: run git lfs pull where it came from, and copy it again",
    b"{": "holds JSON: write it as CSV with the header id,problem[,answer]",
    b"[": "holds JSON: write it as CSV with the header id,problem[,answer]",
    b"<": "holds HTML or XML, such as a page that asks to log in: download the file itself",
}
# UTF-32 first: its mark for little-endian begins with that of UTF-16.
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
LOST = "\ufffd"  # what a program writes for a character that it could not decode


def read_text(path: Path) -> str:
    """The file's text with lines that end in a line feed; gzip, bzip2, xz and a zip archive of one CSV file are unpacked.

    UTF-8 is read, and what a byte-order mark announces; other encodings are never guessed. Raises InputError.
    """
    content = _unpack(path, _read_bytes(path))
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8")
    for start, why in FOREIGN.items():
        if content.removeprefix(codecs.BOM_UTF8).lstrip().startswith(start):
            raise InputError(f"{path} {why}")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found = f"byte {content[error.start]:#04x} in line {line} is not {encoding.removesuffix('-sig').upper()}"
        raise InputError(f"{path} cannot be read as CSV: {found}: save the file as UTF-8 (Excel calls it CSV UTF-8)") from None
    for sign, why in (
        ("\0", "a zero byte: it is binary, or UTF-16 without a byte-order mark"),
        (LOST, "U+FFFD, written for a lost character"),
    ):
        if sign in text:
            raise InputError(f"{path}, line {text.partition(sign)[0].count(chr(10)) + 1}, holds {why}; save the original as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path} does not exist") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read as CSV: {error.strerror}") from None


def _unpack(path: Path, content: bytes) -> bytes:
    unpack = next((unpack for start, unpack in UNPACKERS.items() if content.startswith(start)), bytes)
    try:
        return unpack(content)
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} is compressed and cannot be unpacked: {' '.join(str(error).split())}") from None


def _unzip(content: bytes) -> bytes:
    """The one file of an archive, as Kaggle packs a download. An Excel workbook is an archive too."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" in names:
            raise ValueError("it is an Excel workbook: save it as CSV UTF-8")
        if len(names) != 1:
            raise ValueError(f"it holds {len(names)} files: unpack it and name the one that is meant")
        return archive.read(names[0])


UNPACKERS: Mapping[bytes, Callable[[bytes], bytes]] = {
    b"\x1f\x8b": gzip.decompress,
    b"BZh": bz2.decompress,
    b"\xfd7zXZ\x00": lzma.decompress,
    b"PK\x03\x04": _unzip,
}
