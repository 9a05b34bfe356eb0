"""Which lists of numbers in a statement are sequences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.strategies.shared.stated_terms import find_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Consider 1, 2, 4, 8, ... and so forth.", (1, 2, 4, 8)),
        (r"$1, 1, 2, 3, 5, \ldots$ is known", (1, 1, 2, 3, 5)),
        (r"$1$, $2$, $6$, $24$, $\dots$", (1, 2, 6, 24)),
        (r"\[-1,\ 1,\,-1,\; 1\cdots\]", (-1, 1, -1, 1)),
        ("2, 5, 10, 17… What is next?", (2, 5, 10, 17)),
        ("2,5,10,17, and so on", (2, 5, 10, 17)),
        (r"(1, 5, 14, 30, \dotsc)", (1, 5, 14, 30)),
        ("1, 5, 14, 30, ..., where each is a sum", (1, 5, 14, 30)),
        ("1, 3, 5, 7, ... and 1, 2, 4, 8, 16, ...", (1, 2, 4, 8, 16)),
        ("1, 3, 5, 7, ..., or better: 1, 2, 4, 8, ...", (1, 2, 4, 8)),
        ("1, 2, 4, ...", ()),
        ("1, 2, 4, 8", ()),
        ("the numbers 1, 2, 3, 4, ... on the board", ()),
        ("the set {1, 2, 4, 8, ..., 64}", ()),
        (r"$1, 3, 5, 7, \dots, n$", ()),
        ("a_1, a_2, a_3, a_4, ...", ()),
        ("", ()),
    ],
    ids=str,
)
def test_a_sequence_is_four_terms_or_more_that_go_on(text: str, terms: tuple[int, ...]) -> None:
    assert find_terms(text) == terms


@given(st.lists(st.integers(-(10**30), 10**30), min_size=4, max_size=30), st.sampled_from(["...", r"\ldots", "…", r"\dots"]))
def test_every_sequence_is_found_in_a_sentence(terms: list[int], ellipsis: str) -> None:
    listed = ", ".join(map(str, terms))
    consecutive = terms == list(range(terms[0], terms[0] + len(terms)))
    assert find_terms(f"The sequence is ${listed}, {ellipsis}$ Find more.") == (() if consecutive else tuple(terms))


@given(st.text(alphabet="0123456789,. -$\\ldots{}n…"))
def test_no_text_breaks_the_parser(text: str) -> None:
    assert find_terms(text) == () or len(find_terms(text)) >= 4
