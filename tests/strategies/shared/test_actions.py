from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.strategies.shared.actions import Action, find_action, read_stated, read_terms


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Action: MATH 1 + 1", Action("MATH", "1 + 1")),
        ("action: math 1 + 1", Action("MATH", "1 + 1")),
        ("**Action:** MATH `1 + 1`", Action("MATH", "1 + 1")),
        ("Action 2: LOOKUP 1, 2", Action("LOOKUP", "1, 2")),
        ("Action: MATH\n```python\n1 + 1\n```", Action("MATH", "1 + 1")),
        ("Action: MATH\n1 + 1\nand so on", Action("MATH", "1 + 1")),
        ("Action: MATH 1\nAction: MATH 2", Action("MATH", "2")),
        ("Thought: an Action: MATH 1", None),
        ("Action: SEARCH the web", None),
        ("", None),
    ],
)
def test_the_last_action_of_a_reply_is_found_however_it_is_dressed(text: str, action: Action | None) -> None:
    assert find_action(text) == action


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    find_action(text)
    read_terms(text)
    read_stated(text)


@given(st.lists(st.integers()))
def test_terms_come_back_in_their_order(terms: list[int]) -> None:
    assert read_terms(", ".join(map(str, terms))) == tuple(terms)
