"""Kind 4 of issue 13: what a model thinks aloud does not belong to its reply, and a sentence about the tags is not a thought."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers import extract_answer, extract_code
from kaggle_utils.answers.reply import without_thoughts

CODE = "```python\nprint(2)\n```"
THOUGHTS = [
    ("<think>maybe \\boxed{3}</think>\u7b54\u6848\uff1a42", 42),
    ("so \\boxed{17}. Wait \u2026</think> The final answer is 19.", 19),
    ("<think>\nmaybe \\boxed{3}", None),
    ("<think>\nThe answer is 3.", None),
    ("<think>3</think>", None),
    ("<think>\nso it is \\boxed{42}\n</think>", None),
    ("<think>\nIt is 3.\n</think>\n\n\\boxed{42}", 42),
    ("<think></think>\\boxed{42}", 42),
    ("<think>\n\n</think>\n\nThe answer is 42.", 42),
    ("It is 3.\n</think>\nThe answer is 42.", 42),
    ("\\boxed{3}</think>\\boxed{42}", 42),
    ("\\boxed{3}\n</think>", None),
    ("\\boxed{3} so that is it</think>the answer is 42", 42),
    ("Sure. <think>maybe \\boxed{3}</think> The answer is 42.", 42),
    ("The answer is 42. <think>or is it \\boxed{3}", 42),
    ("The answer is 42.\n<think>\nor is it \\boxed{3}?", 42),
    ("<think>a</think> The answer is 3. <think>b</think> No: the answer is 42.", 42),
    ("<think>a <think>\\boxed{1}</think> \\boxed{2}</think> The answer is 42.", 42),
    ("<thinking>\\boxed{3}</thinking>\\boxed{42}", 42),
    ("<thought>\\boxed{3}</thought>\\boxed{42}", 42),
    ("<reasoning>\n\\boxed{3}\n</reasoning>\n<answer>42</answer>", 42),
    ("<Think>\\boxed{3}</Think>\\boxed{42}", 42),
    ("<THINK>\\boxed{3}</THINK>\\boxed{42}", 42),
    ("<think >\\boxed{3}</think >\\boxed{42}", 42),
    ("<seed:think>\\boxed{3}</seed:think>\\boxed{42}", 42),
    ("[THINK]\\boxed{3}[/THINK]\\boxed{42}", 42),
    ("\u25c1think\u25b7\\boxed{3}\u25c1/think\u25b7\\boxed{42}", 42),
    ("<|begin_of_thought|>\\boxed{3}<|end_of_thought|>\n<|begin_of_solution|>\n\\boxed{42}\n<|end_of_solution|>", 42),
    ("<|channel|>analysis<|message|>\\boxed{3}<|end|><|start|>assistant<|channel|>final<|message|>The answer is 42.<|return|>", 42),
    ("<|channel|>analysis<|message|>maybe \\boxed{3}", None),
    ("<|im_start|>assistant\n<think>\n\\boxed{3}\n</think>\nThe answer is 42.<|im_end|>", 42),
    ("<think>Let me write </think> only at the end. \\boxed{3}</think>\\boxed{42}", 42),
]
MENTIONS = [
    ("I put my reasoning in <think> tags. The answer is 42.", 42),
    ("I close the </think> tag before the answer. The answer is 42.", 42),
    ("The answer is \\boxed{42}. Note that the </think> tag was closed.", 42),
    ("The answer is \\boxed{42} (the `</think>` token ends the thought).", 42),
    ("Models write `<think>` first. The answer is \\boxed{42}.", 42),
    ('Models write "<think>" first. The answer is \\boxed{42}.', 42),
    ("The tags <think> and </think> enclose the reasoning. The answer is 42.", 42),
    ("<think> tags are not needed here. The answer is 42.", 42),
    ("Without an opening <think> there is no thought. The answer is 42.", 42),
    ("After the closing </think>, the answer follows. The answer is 42.", 42),
    ("Number of '<think>' strings: 42", 42),
    ("The answer is 42, and this is the <think> token.", 42),
]
MORE_THOUGHTS = [
    ("<think>\nfoo\n</think>\n\n\n\\boxed{42}", 42),
    ("Okay.\n<think>\n\\boxed{3}\n</think>\n\\boxed{42}", 42),
    (r"</think>\boxed{42}", 42),
    (r"\boxed{3}</think>", None),
    ("<think>\\boxed{3}</think>\n<think>\\boxed{4}", None),
    ("<think>I should say </think> when done. \\boxed{3}\n</think>\n\\boxed{42}", 42),
    (r"<think>The tag <think> is odd. \boxed{3}</think>\boxed{42}", 42),
    ("<think>\n```python\nprint('</think>')\n```\n\\boxed{3}\n</think>\n\\boxed{42}", 42),
    ("The answer is 3</think>The answer is 42", 42),
    (r"<reflection>\boxed{3}</reflection>\boxed{42}", 42),
    (r"<scratchpad>\boxed{3}</scratchpad>\boxed{42}", 42),
    ("<think>so 42", None),
    (r"Let me think. \boxed{42}", 42),
    ("I think the answer is 42.", 42),
    ("<b>42</b>", None),
    ("a < b and c > d so x = 42", 42),
    (r"<think/>\boxed{42}", 42),
    (
        "<think>\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\\boxed{3}",
        None,
    ),
    ("Answer: 42\n</think>", None),
    ("Answer: 42 </think> Answer: 43", 43),
    ("The template opens with <think>, then the model closes with </think>. The answer is 42.", 42),
    ("Remember to close </think>! The answer is 42.", 42),
    ("We discuss `</think>` here: the answer is 42.", 42),
    ("(<think> is a tag.) The answer is 42.", 42),
    ("The string '</think>' has length 8. The answer is 42.", 42),
    ("Do not use <think>...</think> in replies. The answer is 42.", 42),
    ("The answer is 42.\n\nNote: <think> blocks were removed.", 42),
    ("The model emits <think>\nbut the answer is 42.", None),
    (r"<|thinking|>\boxed{3}<|/thinking|>\boxed{42}", 42),
    ("**Thinking:** \\boxed{3}\n**Answer:** \\boxed{42}", 42),
    ("<think>\r\n\\boxed{3}\r\n</think>\r\n\\boxed{42}", 42),
    ("<think>3</think>42", 42),
    ("<think>\n\\boxed{3}\n</think>\n\nSo we get \u221242.", -42),
    (r"<analysis>\boxed{3}</analysis>\boxed{42}", 42),
    ("<think>a</think><answer>42</answer>", 42),
    ("<answer>3</answer></think><answer>42</answer>", 42),
]


@pytest.mark.parametrize(("text", "answer"), THOUGHTS + MORE_THOUGHTS)
def test_a_thought_gives_no_answer(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer


@pytest.mark.parametrize(("text", "answer"), MENTIONS)
def test_a_sentence_about_the_tags_is_no_thought(text: str, answer: int) -> None:
    assert extract_answer(text) == answer


PROGRAMS = [
    (f"I use <think> tags.\n{CODE}", "print(2)\n"),
    (f"{CODE}\nThat was the program after the </think> tag.", "print(2)\n"),
    ("```python\nprint('<think>')\n```", "print('<think>')\n"),
    ('```python\ntext = "a</think>b"\nprint(text)\n```', 'text = "a</think>b"\nprint(text)\n'),
    (f"[THINK]```python\nprint(1)\n```[/THINK]\n{CODE}", "print(2)\n"),
    (f"<thought>\n```python\nprint(1)\n```\n</thought>\n{CODE}", "print(2)\n"),
    (f"```python\nprint(1)\n```\n</Think>\n{CODE}", "print(2)\n"),
    (f"Sure. <think>```python\nprint(1)\n```</think> {CODE}", "print(2)\n"),
    ("<|channel|>analysis<|message|>```python\nprint(1)\n```", None),
]


@pytest.mark.parametrize(("text", "code"), PROGRAMS)
def test_a_thought_gives_no_program(text: str, code: str | None) -> None:
    assert extract_code(text) == code


def test_what_is_around_thoughts_stays_as_it_is() -> None:
    assert without_thoughts("a\n<think>b</think>\nc") == "a\n\nc"
    assert without_thoughts("a <b> c") == "a <b> c"


REPLIES = ["The answer is 42.", "\\boxed{42}", "so x = 42.", "<answer>42</answer>", "42", "It is unknown.", "**Answer:** \u221242"]
INSIDE = st.text("ab .\n0123456789{}\\$=*`", max_size=40) | st.sampled_from(
    ["\\boxed{7}", "The answer is 7.", "```python\nprint(7)\n```", "x = 7"]
)


@given(
    st.sampled_from(REPLIES),
    INSIDE,
    st.sampled_from(["<think>{}</think>", "<think>\n{}\n</think>\n\n", "{}\n</think>\n", "[THINK]{}[/THINK]\n"]),
)
def test_a_thought_before_a_reply_changes_nothing(reply: str, inside: str, form: str) -> None:
    assert extract_answer(form.format(inside) + reply) == extract_answer(reply)


@given(st.sampled_from(REPLIES), INSIDE)
def test_a_thought_that_is_cut_off_after_a_reply_changes_nothing(reply: str, inside: str) -> None:
    assert extract_answer(f"{reply}\n<think>\n{inside}") == extract_answer(reply)


@given(INSIDE)
def test_a_thought_alone_is_no_answer_and_no_program(inside: str) -> None:
    assert extract_answer(f"<think>{inside}") is None
    assert extract_code(f"<think>{inside}") is None
