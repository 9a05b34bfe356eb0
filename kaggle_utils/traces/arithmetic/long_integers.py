"""Long integers: flint's where it is installed, Python's own where not.

python-flint multiplies and divides numbers of a million digits in almost linear time; Python's division is quadratic. Nothing else differs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any


@cache
def long_integer() -> Callable[[int], Any]:
    """What makes an integer ready for long multiplications."""
    try:
        from flint import fmpz
    except ImportError:
        return int
    return fmpz  # type: ignore[no-any-return]


def has_flint() -> bool:
    """Whether python-flint is installed."""
    return long_integer() is not int
