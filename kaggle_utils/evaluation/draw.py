"""A random sample that is the same on every machine, and whose beginning is every smaller sample."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


def draw(items: Iterable[Item], count: int, id_of: Callable[[Item], str], seed: int = 0) -> list[Item]:
    """The first ``count`` items in the order of a hash of the seed and their ids; all of them where there are fewer."""
    return sorted(items, key=lambda item: hashlib.sha256(f"{seed}\0{id_of(item)}".encode(errors="surrogatepass")).digest())[:count]
