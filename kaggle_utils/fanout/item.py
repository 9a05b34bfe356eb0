"""The identity of an item: the hash of its canonical JSON."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(item: Any) -> str:
    """The one text that JSON has for a value: keys sorted, no spaces. Raises TypeError and ValueError for what JSON does not hold."""
    return json.dumps(item, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def hash_of(item: Any) -> str:
    """The SHA-256 of an item's canonical JSON, by which it is known in every shard and to every start."""
    return hash_of_text(canonical(item))


def hash_of_text(text: str) -> str:
    """The hash of a text that is canonical already."""
    return hashlib.sha256(text.encode()).hexdigest()
