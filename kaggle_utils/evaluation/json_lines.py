"""Files of JSON Lines: one object a line, as sets of problems are published, plain or compressed."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError

MAX_QUOTED = 80  # characters of a line in an error
GZIP = b"\x1f\x8b"  # how a compressed file begins, whatever its name is


def read_json_lines(path: Path, wanted: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a file with the numbers of their lines, from 1. Empty lines are passed over.

    Raises InputError for a file or a line that cannot be read; ``wanted`` says in it what to give instead.
    """
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw.startswith(GZIP) else raw).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8: save it as UTF-8") from None
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path} cannot be read ({getattr(error, 'strerror', None) or error}): {wanted}") from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise InputError(f"{path}, line {number}, is not a JSON object ({line[:MAX_QUOTED]!r}): JSONL has one on each line")
        yield number, row
