"""The actions of ReAct's text protocol."""

from __future__ import annotations

import pytest

from kaggle_utils.strategies.shared.actions import Action, find_action, read_stated, read_terms


@pytest.mark.parametrize(
    ("reply", "action"),
    [
        ("Thought: so\nAction: MATH binomial(5, 2)", Action("MATH", "binomial(5, 2)")),
        ("**Action:** MATH `10!`", Action("MATH", "10!")),
        ("Action 2: LOOKUP 1, 2, 5, 14", Action("LOOKUP", "1, 2, 5, 14")),
        ("Action: MATH\n```\n2**10\n```", Action("MATH", "2**10")),
        ("Action: LOOKUP\n1, 2, 5", Action("LOOKUP", "1, 2, 5")),
        ("Action: MATH 1\nAction: MATH 2", Action("MATH", "2")),
        ("action: math 3", Action("MATH", "3")),
        ("Action: PYTHON\n```python\nprint(1)\n```", Action("PYTHON", "print(1)")),
        ("The action: think", None),
        (r"So it is \boxed{4}.", None),
    ],
)
def test_the_last_action_of_a_reply_is_found(reply: str, action: Action | None) -> None:
    assert find_action(reply) == action


@pytest.mark.parametrize(("text", "terms"), [("1, 2, 5", (1, 2, 5)), ("[-1, 0, 7]", (-1, 0, 7)), ("the primes", ())])
def test_the_terms_of_a_look_up_are_its_integers(text: str, terms: tuple[int, ...]) -> None:
    assert read_terms(text) == terms


@pytest.mark.parametrize(("text", "answer"), [("Answer: 4", 4), ("**Final answer:** 7", 7), ("Answer: 1\nAnswer: 2", 2), ("It is 4", None)])
def test_a_stated_answer_stands_in_a_line_of_its_own(text: str, answer: int | None) -> None:
    assert read_stated(text) == answer
