"""The sequences that are not to be asked for, from a file: data sets of codeseq, or names."""

from __future__ import annotations

from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.json_lines import read_json_lines

WANTED = "give codeseq's samples.jsonl, or a text file with the name of a sequence on each line"


def read_leave_out(path: Path) -> frozenset[str]:
    """The names of sequences in a file: one a line, or rows of JSON Lines with ``sequence``, ``a`` or ``id``; # begins a comment.

    An id as codeseq writes it, ``A000045#0.0``, names the sequence before its #. Raises InputError for a file that cannot be read or names
    none.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({getattr(error, 'strerror', None) or 'it is not UTF-8'}): {WANTED}") from None
    if text.lstrip().startswith("{"):
        names = frozenset(
            _name_of(row.get("sequence", row.get("a", row.get("id"))), path, line) for line, row in read_json_lines(path, WANTED)
        )
    else:
        lines = (line.partition("#")[0].split() for line in text.splitlines())
        names = frozenset(words[0] for words in lines if words)
    if not names:
        raise InputError(f"{path} names no sequence: {WANTED}")
    return names


def _name_of(value: object, path: Path, line: int) -> str:
    name = value.partition("#")[0] if isinstance(value, str) else ""
    if not name:
        raise InputError(f"{path}, line {line}, names no sequence under sequence, a or id ({value!r:.40}): {WANTED}")
    return name
