"""The competition problems as a set: each asks for a function of its own, at a size that has to be computed by thought.

What holds for every family, such as that both programs agree, is tested in test_families.py.
"""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from kaggle_utils.evaluation.contents import ALL, as_markdown, count_problems
from kaggle_utils.evaluation.families import Difficulty, Family, read_competition, read_families
from kaggle_utils.evaluation.problems import load_competition
from kaggle_utils.settings import REPOSITORY
from tests.evaluation.function_windows import families_like, terms_of

COMPETITION = read_competition()
CONSTRUCTS = {"dynamic programming", "enumeration", "modular", "graph", "iteration", "geometry", "games", "number theory"}

families = pytest.mark.parametrize("family", COMPETITION, ids=lambda family: family.name)


@families
def test_a_family_is_one_problem(family: Family) -> None:
    assert len(family.wordings) == 1


@families
def test_the_size_asked_for_is_out_of_reach_of_counting(family: Family) -> None:
    assert family.wordings[0].size > family.reach


@families
def test_the_answer_cannot_be_read_off_the_trace(family: Family) -> None:
    assert family.wordings[0].size >= family.start + len(family.trace)


@families
def test_a_function_is_asked_for_once(family: Family) -> None:
    assert families_like(family.start, terms_of(family)) <= {family.name}


def test_no_two_problems_share_a_statement_or_a_name() -> None:
    every = [*read_families(), *COMPETITION]
    assert len({family.name for family in every}) == len(every)
    statements = [family.wordings[0].statement for family in COMPETITION]
    assert len(set(statements)) == len(statements)


def test_the_set_is_loaded_with_what_its_files_say() -> None:
    problems = load_competition()
    assert [each.family for each in problems] == [family.name for family in COMPETITION]
    for each, family in zip(problems, COMPETITION, strict=True):
        assert (each.construct, each.difficulty, each.law) == (family.construct, family.difficulty, family.law)
        assert (each.trace, each.start, each.size) == (family.trace, family.start, family.wordings[0].size)
        assert each.problem.answer == family.wordings[0].answer


def test_every_construct_of_competitions_is_there_in_every_difficulty() -> None:
    found = Counter((family.construct, family.difficulty) for family in COMPETITION)
    assert {construct for construct, _ in found} <= CONSTRUCTS
    for construct in {construct for construct, _ in found}:
        assert all(found[construct, difficulty] >= 2 for difficulty in get_args(Difficulty)), construct


def test_a_quarter_obeys_no_recurrence() -> None:
    assert sum(family.law == "none" for family in COMPETITION) >= len(COMPETITION) / 4


def test_answers_are_asked_for_in_several_forms() -> None:
    forms = Counter(family.wordings[0].modulus for family in COMPETITION)
    assert min(forms[None], forms[1000], forms[10**9 + 7]) >= len(COMPETITION) / 10


def test_the_table_of_the_documentation_is_what_the_command_prints() -> None:
    text = (REPOSITORY / "docs/evaluation.md").read_text(encoding="utf-8")
    assert as_markdown(count_problems(load_competition())) in text


def test_problems_are_counted_by_construct_and_in_all() -> None:
    counts = count_problems(load_competition())
    assert counts[-1].construct == ALL
    assert counts[-1].problems == sum(each.problems for each in counts[:-1]) == len(COMPETITION)
    assert all(sum(each.difficulties.values()) == sum(each.laws.values()) == each.problems for each in counts)
