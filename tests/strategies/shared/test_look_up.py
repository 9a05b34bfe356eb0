"""Terms looked up for the model: the reply names sequences, and never their further terms."""

from __future__ import annotations

import pytest

from kaggle_utils.sequences import load_sequences
from kaggle_utils.strategies.shared.look_up import look_up
from tests.sequences.conftest import EXCERPT

INDEX = load_sequences(EXCERPT)


def test_a_sequence_is_named_with_its_title_and_without_further_terms() -> None:
    text = look_up([1, 3, 13, 63, 321, 1683, 8989, 48639], INDEX)
    assert "A001850: Central Delannoy numbers" in text
    assert "265729" not in text


@pytest.mark.parametrize(
    ("terms", "reply"),
    [
        ([1, 3, 13], "3 terms are too few to look up: give at least 6 consecutive ones, better 10."),
        ([1, 5, 2, 8, 3, 9, 1], "None of 9 known sequences has these 7 terms with enough evidence: give more or larger ones."),
    ],
)
def test_what_cannot_be_named_says_why(terms: list[int], reply: str) -> None:
    assert look_up(terms, INDEX) == reply


def test_a_run_without_a_collection_says_so() -> None:
    assert look_up([1, 2, 3, 4, 5, 6], None) == "No known sequences are given in this run."
