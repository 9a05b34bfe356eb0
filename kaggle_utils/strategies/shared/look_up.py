"""Terms looked up in known sequences for the model, as a text that it can read."""

from __future__ import annotations

from collections.abc import Sequence

from kaggle_utils.traces.known import KnownSequences, identify
from kaggle_utils.traces.known.match import MIN_OVERLAP

MAX_SHOWN = 3  # sequences


def look_up(terms: Sequence[int], sequences: KnownSequences | None) -> str:
    """What known sequences the terms are, one a line with its relation and title, or why none is named.

    Their further terms are not shown: an answer has to be computed.
    """
    if sequences is None:
        return "No known sequences are given in this run."
    if len(terms) < MIN_OVERLAP:
        return f"{len(terms)} terms are too few to look up: give at least {MIN_OVERLAP} consecutive ones, better 10."
    found = identify(terms, sequences)
    if not found:
        return f"None of {len(sequences)} known sequences has these {len(terms)} terms with enough evidence: give more or larger ones."
    lines = [f"{each.relation}: {each.sequence.title}" if each.sequence.title else each.relation for each in found[:MAX_SHOWN]]
    more = [f"({len(found) - MAX_SHOWN} more fit)"] if len(found) > MAX_SHOWN else []
    return "\n".join(["The terms are, as far as they go:", *lines, *more, "Compute the answer by a program, and check it with the terms."])
