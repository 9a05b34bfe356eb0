"""Runs of words: what two texts have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

LENGTH = 8  # words, as issue 17 asks; GPT-3's overlap analysis took 13 (arXiv 2005.14165, appendix C)
_WORDS = re.compile(r"[a-z0-9]+")


def runs_of(text: str, length: int = LENGTH) -> frozenset[tuple[str, ...]]:
    """Every run of so many words, in small letters and without punctuation; a shorter text is one run."""
    words = _WORDS.findall(text.lower())
    if not words:
        return frozenset()
    return frozenset(tuple(words[place : place + length]) for place in range(max(1, len(words) - length + 1)))


def likeness(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share of the runs of both that both have (Jaccard), 0 for a text without words."""
    return len(one & other) / len(one | other) if one and other else 0.0


def near_duplicates(texts: Mapping[str, str], least: float) -> dict[str, str]:
    """For each text that is at least so like an earlier one that stays, the name of that one; both keep the order of ``texts``."""
    runs = {name: runs_of(text) for name, text in texts.items()}
    where: dict[tuple[str, ...], list[str]] = {}
    found: dict[str, str] = {}
    for name, own in runs.items():
        candidates = dict.fromkeys(other for run in sorted(own) for other in where.get(run, ()))
        twin = next((other for other in candidates if likeness(own, runs[other]) >= least), None)
        if twin is not None:
            found[name] = twin
            continue
        for run in own:
            where.setdefault(run, []).append(name)
    return found


class WordRunIndex:
    """Finds, for a text, one that was added before and has a run of words in common with it."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, ...], str] = {}

    def add(self, name: str, text: str) -> None:
        """Add a text. One that is shorter than a run has none."""
        for run in runs_of(text):
            if len(run) == LENGTH:
                self._names.setdefault(run, name)

    def find(self, texts: Iterable[str]) -> tuple[str, str] | None:
        """The name of a text that has a run in common with any of these, and the run; None if there is none."""
        for text in texts:
            for run in sorted(runs_of(text)):
                if run in self._names:
                    return self._names[run], " ".join(run)
        return None
