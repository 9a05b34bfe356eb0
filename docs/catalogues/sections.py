"""Marked sections of a page: what stands between ``<!-- begin: NAME -->`` and ``<!-- end -->`` is made by a program."""

from __future__ import annotations

import re
from collections.abc import Mapping

SECTION = re.compile(r"(?P<begin><!-- begin: (?P<name>[\w.-]+) -->\n).*?(?P<end><!-- end -->)", re.DOTALL)


def section_names(page: str) -> list[str]:
    """The names of a page's sections, in their order."""
    return [found["name"] for found in SECTION.finditer(page)]


def fill_in(page: str, texts: Mapping[str, str]) -> str:
    """The page with these texts as its sections. Raises ValueError where the names of sections and texts are not the same."""
    names = section_names(page)
    if sorted(names) != sorted(texts):
        raise ValueError(f"the page has the sections {names}, and the texts are {list(texts)}")
    return SECTION.sub(lambda found: f"{found['begin']}{texts[found['name']].strip()}\n{found['end']}", page)
