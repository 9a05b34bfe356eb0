"""How often the size that a problem asks for can be read off its statement: the figures in docs/prompts.md and in ``sizes_named``."""

from __future__ import annotations

from kaggle_utils.evaluation.problems import load_families
from kaggle_utils.traces import sizes_named


def test_the_largest_number_is_the_size_in_nearly_all_of_our_problems() -> None:
    named = [(sizes_named(each.problem.statement), each.size) for each in load_families("all")]
    assert sum(sizes[-1:] == (size,) for sizes, size in named) == 118
    assert sum(sizes == (size,) for sizes, size in named) == 81
