r"""The integer sequence in a text: four integers or more, with commas between them and an ellipsis after them: ``1, 2, 5, 14, \ldots``."""

from __future__ import annotations

import re
from itertools import pairwise

_GAP = r"(?:[\s$~]|\\[,;:! ])*"  # what typesetters put between terms
_TERM = r"-?[0-9]{1,100}"  # statements have no longer terms, and int() refuses more than 4,300 digits
_ELLIPSIS = r"(?:\.\.\.|…|\\[lc]?dots[cbm]?(?![a-z])|and so on)"
_LAST_ELEMENT = r"(?:-?[0-9]|[a-zA-Z](?![a-z]))"  # "1, 2, 4, ..., 64" and "..., n" are sets, not sequences to be continued
_SEQUENCE = re.compile(rf"(?<![\w.^-])({_TERM}(?:{_GAP},{_GAP}{_TERM}){{3,200}}){_GAP},?{_GAP}{_ELLIPSIS}(?!{_GAP},{_GAP}{_LAST_ELEMENT})")


def find_terms(text: str) -> tuple[int, ...]:
    """The terms of the longest sequence in a text, of equally long ones the last; empty if there is no sequence.

    Consecutive integers do not count as a sequence: they denote a range of numbers.
    """
    lists = [tuple(map(int, re.findall(_TERM, found))) for found in _SEQUENCE.findall(text)]
    sequences = [terms for terms in lists if any(after - before != 1 for before, after in pairwise(terms))]
    return max(reversed(sequences), key=len, default=())
