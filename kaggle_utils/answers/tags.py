"""Answers in tags: ``<answer>42</answer>``."""

from __future__ import annotations

import re

from kaggle_utils.answers.boxes import is_placeholder

_TAG = re.compile(r"<(?P<end>/?)(?:final_?)?answer\s*(?:>|\Z)", re.IGNORECASE)


def last_tagged(text: str) -> tuple[str, int] | None:
    """What stands in the last pair of answer tags that is more than a template, and where it ends; None without one.

    A stop string may have cut the closing tag off, and a template may have written the opening one.
    """
    found: tuple[str, int] | None = None
    start: int | None = None
    for tag in _TAG.finditer(text):
        if tag["end"] and start is None:
            start = text.rfind("\n", 0, tag.start()) + 1
        if start is not None and not is_placeholder(text[start : tag.start()]):
            found = text[start : tag.start()].strip(), tag.start()
        start = None if tag["end"] else tag.end()
    if start is not None and text[start:].strip():
        return text[start:].strip().partition("\n")[0], len(text)
    return found
