r"""Which box of a text is the last one, and what is in it."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.boxes import MAX_PLACEHOLDER, is_placeholder, last_box
from kaggle_utils.answers.tags import last_tagged


@pytest.mark.parametrize(
    ("text", "content", "rest"),
    [
        (r"\boxed{42}", "42", "}"),
        (r"\boxed{42} and more", "42", "} and more"),
        (r"\boxed{41} then \boxed{42}.", "42", "}."),
        (r"\boxed{41}, \boxed{42}.", "41, 42", "}."),
        (r"\boxed{41}, \boxed{ 41 }, \boxed{42}.", "41, 42", "}."),
        (r"\boxed{41} and \fbox{42}.", "42", "}."),
        (r"\fbox{40}, \boxed{41}, \boxed{42}.", "41, 42", "}."),
        (r"\boxed{\frac{84}{2}}!", r"\frac{84}{2}", "}!"),
        (r"\boxed{a\}b}", r"a\}b", "}"),
        (r"\boxed{\boxed{42}}", "42", "}}"),
        (r"\framebox[3cm]{42}", "42", "}"),
        (r"\\boxed{42}", "42", "}"),
        (r"\boxed{41}, \\boxed{42}", "41, 42", "}"),
        ("\x08oxed{42}", "42", "}"),
        ("\x0cbox{42}", "42", "}"),
        (r"} \boxed{42}", "42", "}"),
        (r"{ \boxed{42}", "42", "}"),
        (r"\boxed{42} so \boxed{}", "42", "} so \\boxed{}"),
        (r"\boxed{42} so \boxed{...}", "42", "} so \\boxed{...}"),
        (r"\boxed{41} so \boxed{42", "41", "} so \\boxed{42"),
        (r"\boxed{42", "42", ""),
        ("\\boxed{42\nand more", "42", ""),
        ("\\boxed{41 \\boxed{42\nand more", "42", ""),
        (r"\boxed 42 is it", "42", " is it"),
        (r"\boxed 41, \boxed -42 is it", "-42", " is it"),
    ],
)
def test_the_last_box_that_is_filled(text: str, content: str, rest: str) -> None:
    box = last_box(text)
    assert box is not None
    assert (box.content, text[box.end :]) == (content, rest)


@pytest.mark.parametrize("text", ["", "42", "{42}", r"\box{42}", r"\boxed{}", r"\boxed{your answer}", r"\boxed{} \boxed{42", r"\boxed x"])
def test_where_there_is_none_there_is_none(text: str) -> None:
    assert last_box(text) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", True),
        (" ... ", True),
        (r"\ldots", True),
        ("answer", True),
        ("Your final answer here", True),
        ("<integer>", True),
        (r"\text{answer}", True),
        ("%d", True),
        (r"\square", True),
        (" " * MAX_PLACEHOLDER, True),
        (" " * (MAX_PLACEHOLDER + 1), False),
        ("42", False),
        ("answer 42", False),
        ("the sum", False),
    ],
)
def test_what_only_stands_for_an_answer_is_a_placeholder(content: str, expected: bool) -> None:
    assert is_placeholder(content) is expected


def test_a_long_box_is_no_placeholder() -> None:
    box = last_box(r"\boxed{42} \boxed{" + " " * (MAX_PLACEHOLDER + 1) + "}")
    assert box is not None
    assert box.content.strip() == "42,"


@pytest.mark.parametrize(
    ("text", "content", "rest"),
    [
        ("<answer>42</answer>.", "42", "</answer>."),
        ("<answer> 42 </answer>", "42", "</answer>"),
        ("<final_answer>42</final_answer>", "42", "</final_answer>"),
        ("<answer>41</answer> <answer>42</answer>", "42", "</answer>"),
        ("<answer>42</answer> <answer></answer>", "42", "</answer> <answer></answer>"),
        ("<answer>42</answer> <answer>...</answer>", "42", "</answer> <answer>...</answer>"),
        ("<answer>41</answer> <answer>42\nand more", "42", ""),
        ("<answer>\n 42\nand more", "42", ""),
        ("40\n41 42</answer>", "41 42", "</answer>"),
        ("39\n40\n41 42</answer>\n43", "41 42", "</answer>\n43"),
        ("\n41 42</answer>", "41 42", "</answer>"),
        ("<answer>42\n43\n44", "42", ""),
        ("42</answer>", "42", "</answer>"),
        ("<answer>41</answer>\n42</answer>", "42", "</answer>"),
        ("<answer>42</answer> <answer> \n", "42", "</answer> <answer> \n"),
    ],
)
def test_the_last_pair_of_tags_that_is_filled(text: str, content: str, rest: str) -> None:
    tagged = last_tagged(text)
    assert tagged is not None
    assert (tagged[0], text[tagged[1] :]) == (content, rest)


@pytest.mark.parametrize("text", ["", "42", "<answers>42</answers>", "<answer></answer>", "<answer>your answer</answer>", "<answer> "])
def test_without_a_filled_pair_there_is_none(text: str) -> None:
    assert last_tagged(text) is None
