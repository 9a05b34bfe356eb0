"""Known sequences are held back where they are the answers: a benchmark of sequences measures laws, not a look-up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaggle_utils.errors import InputError
from kaggle_utils.problem import Problem
from kaggle_utils.settings import Settings

OF_THE_OEIS = re.compile(r"\bA\d{6,7}\b|\bOEIS\b")


def asks_for_a_known_sequence(problem: Problem) -> bool:
    """Whether the id or the statement of a problem names a sequence of the OEIS, or the OEIS itself."""
    return bool(OF_THE_OEIS.search(problem.id) or OF_THE_OEIS.search(problem.statement))


def refuse_known_answers(problems: Sequence[Problem], settings: Settings) -> None:
    """Raise InputError if ``settings.sequences`` is set and problems ask for terms of a known sequence."""
    asking = [problem.id for problem in problems if asks_for_a_known_sequence(problem)] if settings.sequences else []
    if asking:
        raise InputError(
            f"sequences is {settings.sequences!r}, and {len(asking)} of the problems, such as {asking[0]!r}, ask for known sequences: "
            "it would hold their answers, so leave sequences out"
        )
