"""The families of our own problems: every number in their files is computed again, and every text is looked at."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import get_args

import pytest

from kaggle_utils.evaluation.families import SEEN, Construct, Difficulty, Family, Law, Wording, read_competition, read_families

FAMILIES = read_families()
EVERY = (*FAMILIES, *read_competition())
WORDINGS = [(family, number, wording) for family in EVERY for number, wording in enumerate(family.wordings, 1)]
COUNTING = [wording for family, _, wording in WORDINGS if family.family_set == "counting"]
MAX_ANSWER = {"counting": 10**9, "competition": 10**18}  # what the command accepts as an answer
BILLION = r"(?<![0-9])10\^9 \+ 7(?![0-9])"  # how the modulus 1000000007 may be written
WORDS = {12: "a dozen", 13: "thirteen", 20: "twenty", 22: "twenty-two", 40: "forty", 60: "sixty"}  # sizes that are not written in digits
PRIME = 2**61 - 1
MAX_ORDER = 65  # the diagonals' recurrence has the period 60

families = pytest.mark.parametrize("family", EVERY, ids=lambda family: family.name)
counting = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
wordings = pytest.mark.parametrize(
    ("family", "wording"), [pytest.param(family, wording, id=f"{family.name}-{number}") for family, number, wording in WORDINGS]
)


@cache
def function_of(program: str) -> Callable[[int], int]:
    namespace: dict[str, Callable[[int], int]] = {}
    exec(program, namespace)
    return namespace["f"]


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def recurrence_order(terms: Sequence[int]) -> int:
    """The order of the shortest linear recurrence of the terms modulo a prime (Berlekamp and Massey)."""
    current, previous, order, gap, divisor = [1], [1], 0, 1, 1
    for place in range(len(terms)):
        error = sum(factor * terms[place - back] for back, factor in enumerate(current[: order + 1])) % PRIME
        if error == 0:
            gap += 1
            continue
        before, scale = current, error * pow(divisor, -1, PRIME) % PRIME
        shifted = [0] * gap + [scale * factor for factor in previous]
        width = max(len(current), len(shifted))
        padded = [[*row, *[0] * (width - len(row))] for row in (current, shifted)]
        current = [(a - b) % PRIME for a, b in zip(*padded, strict=True)]
        if 2 * order <= place:
            order, previous, divisor, gap = place + 1 - order, before, error, 1
        else:
            gap += 1
    return order


@families
def test_the_trace_is_what_counting_by_the_definition_gives(family: Family) -> None:
    sizes = range(family.start, family.start + len(family.trace))
    assert family.trace == tuple(function_of(family.brute)(size) for size in sizes)


@families
def test_the_trace_is_what_the_fast_program_gives(family: Family) -> None:
    sizes = range(family.start, family.start + len(family.trace))
    assert family.trace == tuple(function_of(family.fast)(size) for size in sizes)


@families
def test_both_programs_agree_as_far_as_counting_reaches(family: Family) -> None:
    asked = {wording.size for wording in family.wordings if wording.size <= family.reach}
    beyond_the_trace = {size for size in asked | {family.reach} if size >= family.start + len(family.trace)}
    for size in beyond_the_trace:
        assert function_of(family.brute)(size) == function_of(family.fast)(size), size


@families
def test_the_trace_is_long_enough_to_compare(family: Family) -> None:
    assert len(family.trace) >= 10
    assert family.reach >= family.start + len(family.trace) - 1


@wordings
def test_the_answer_is_what_the_fast_program_gives(family: Family, wording: Wording) -> None:
    value = function_of(family.fast)(wording.size)
    assert wording.answer == (value if wording.modulus is None else value % wording.modulus)


@wordings
def test_the_answer_is_of_a_competition_s_size(family: Family, wording: Wording) -> None:
    assert 0 <= wording.answer < MAX_ANSWER[family.family_set]


@wordings
def test_the_size_stands_in_the_statement(family: Family, wording: Wording) -> None:
    in_words = WORDS.get(wording.size)
    assert re.search(rf"(?<![0-9]){wording.size}(?![0-9])", wording.statement) or (in_words and in_words in wording.statement.lower())


@wordings
def test_the_modulus_stands_in_the_statement(family: Family, wording: Wording) -> None:
    speaks_of_one = re.search(r"modulo|remainder (?:when|on)", wording.statement) is not None
    if wording.modulus is None:
        assert family.construct == "modular" or not speaks_of_one
    else:
        written = rf"(?<![0-9]){wording.modulus}(?![0-9])" if wording.modulus != 10**9 + 7 else BILLION
        assert re.search(written, wording.statement)
        assert speaks_of_one


@wordings
def test_small_values_in_a_statement_are_right(family: Family, wording: Wording) -> None:
    for size, value in wording.shown:
        assert family.trace[size - family.start] == value
        assert re.search(rf"(?<![0-9]){value}(?![0-9])", wording.statement)


@wordings
def test_a_statement_that_gives_small_values_declares_them(family: Family, wording: Wording) -> None:
    gives = re.search(r"\b(?:would be|For example|there (?:are|would be) \d+ \w+[,.)]|With \d+ |For \$n = \d+\$)", wording.statement)
    assert bool(wording.shown) >= bool(gives)


@wordings
def test_a_statement_is_short_plain_text(family: Family, wording: Wording) -> None:
    assert wording.statement == wording.statement.strip()
    assert wording.statement.isprintable()
    assert 40 < len(wording.statement) < 800
    assert wording.statement.count("$") % 2 == 0


@wordings
def test_a_statement_does_not_name_its_method(family: Family, wording: Wording) -> None:
    methods = r"recurrence|recursi|brute|program|memo|sieve|matrix|simulat|extrapolat|closed form|generating function|Fibonacci|Lucas|Nim\b"
    assert not re.search(methods, wording.statement, re.IGNORECASE)


@counting
def test_the_wordings_of_a_family_are_different_problems(family: Family) -> None:
    assert len(family.wordings) == 3
    assert len({wording.size for wording in family.wordings}) == 3
    for one, other in combinations(family.wordings, 2):
        first, second = set(words_of(one.statement)), set(words_of(other.statement))
        assert len(first & second) / len(first | second) < 0.5


@families
def test_a_law_is_what_the_terms_obey(family: Family) -> None:
    count = 2 * MAX_ORDER + 10 if family.law == "linear" else 100
    terms = [function_of(family.fast)(size) for size in range(family.start, family.start + count)]
    order = recurrence_order(terms)
    assert order <= MAX_ORDER if family.law == "linear" else order >= count // 2 - 2


@families
def test_a_file_has_the_values_of_its_schema(family: Family) -> None:
    assert family.construct in get_args(Construct)
    assert family.difficulty in get_args(Difficulty)
    assert family.law in get_args(Law)
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", family.name)


@families
def test_a_file_has_the_keys_of_its_schema(family: Family) -> None:
    path = files("kaggle_utils.evaluation") / "families" / f"{family.name}.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    first = ["set"] if family.family_set == "competition" else []
    assert list(table) == [*first, "construct", "difficulty", "law", "start", "trace", "reach", "brute", "fast", "problem"]


def test_there_are_forty_families_of_graded_difficulty() -> None:
    assert Counter(family.difficulty for family in FAMILIES) == {"easy": 16, "medium": 16, "hard": 8}


def test_every_construct_has_several_families() -> None:
    counts = Counter(family.construct for family in FAMILIES)
    assert set(counts) == set(get_args(Construct))
    assert min(counts.values()) >= 3


def test_a_third_of_the_families_obeys_no_recurrence() -> None:
    assert sum(family.law == "none" for family in FAMILIES) >= len(FAMILIES) / 3


def test_most_sizes_asked_for_are_out_of_reach_of_counting_in_half_of_the_families() -> None:
    out_of_reach = [family for family in FAMILIES if sum(wording.size > family.reach for wording in family.wordings) >= 2]
    assert len(out_of_reach) >= len(FAMILIES) / 2


def test_a_third_of_the_wordings_gives_small_values() -> None:
    assert 1 / 4 <= sum(bool(wording.shown) for wording in COUNTING) / len(COUNTING) <= 0.4


def test_the_seen_half_is_settled() -> None:
    assert [family.name for family in FAMILIES[:SEEN]] == [
        "octahedron-walks", "ladder-trees", "uneven-steps", "handshakes", "expansion-terms", "keypad", "middle-coefficient",
        "ring-colours", "level-walks", "square-take", "every-third", "integer-triangles", "odd-neighbours", "domino-squares",
        "circle-remainders", "power-and-square", "coins", "no-three-equal", "digit-strings", "rotated-squares",
    ]  # fmt: skip


def test_the_unseen_half_is_settled() -> None:
    assert [family.name for family in FAMILIES[SEEN:]] == [
        "doubling-weights", "take-some", "quiet-grid", "prime-total", "three-heaps", "coprime-pairs", "subset-sums",
        "products-below", "zigzag-order", "splitting-cells", "apart-cells", "digit-growth", "gapped-partitions",
        "square-remainders", "stepping-digits", "sign-choices", "lamps", "multiply-and-derive", "near-home", "diagonal-cells",
    ]  # fmt: skip
