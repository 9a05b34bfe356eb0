"""The arms: a reply without and with solved examples, a program, and a law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kaggle_utils.errors import InputError

SHOTS: Mapping[str, int] = {"0-shot": 0, "5-shot": 5}
"""How many solved examples the arms of replies show; the paper has 0 and 5."""
BASE, BY_PROGRAM, BY_GUESS = "0-shot", "by-program", "by-guess"
ARMS = (*SHOTS, BY_PROGRAM, BY_GUESS)


def find_arms(names: Sequence[str]) -> list[str]:
    """The arms of these names in their fixed order; all of them for no name. Raises InputError for an unknown name."""
    unknown = [name for name in names if name not in ARMS]
    if unknown:
        raise InputError(f"no arm is called {', '.join(unknown)}; there are: {', '.join(ARMS)}")
    return [arm for arm in ARMS if not names or arm in names]
