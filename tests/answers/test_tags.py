"""Kind 7 of issue 13: <answer> tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers import extract_answer

TAGGED = [
    ("<answer>42</answer>", 42),
    ("<answer> 42 </answer>", 42),
    ("<answer>\n42\n</answer>", 42),
    ("<answer>$42$</answer>", 42),
    ("<answer>\\(42\\)</answer>", 42),
    ("<answer>x = 42</answer>", 42),
    ("<answer>$x = 42$</answer>", 42),
    ("<answer>\\boxed{42}</answer>", 42),
    ("<answer>**42**</answer>", 42),
    ("<answer>42</answer><|im_end|>", 42),
    ("<answer>42</answer></s>", 42),
    ("<answer>42</answer> I hope it is correct.", 42),
    ("So it is 41.\n<answer>42</answer>", 42),
    ("<answer>41</answer> no, <answer>42</answer>", 42),
    ("<answer>42</answer>\n<answer>42</answer>", 42),
    ("<answer>The answer is 42.</answer>", 42),
    ("<answer>42 apples</answer>", 42),
    ("<answer>\u221242</answer>", -42),
    ("<answer>1,234</answer>", 1234),
    ("<answer>\\frac{84}{2}</answer>", 42),
    ("<ANSWER>42</ANSWER>", 42),
    ("<answer>42", 42),
    ("42</answer>", 42),
    ("so x = 42.\n42</answer>", 42),
    ("<think>41</think><answer>42</answer>", 42),
    ("\\boxed{41} <answer>42</answer>", 42),
    ("<answer>41</answer> \\boxed{42}", 42),
    ("<answer>so 6 * 7 = 42</answer>", 42),
    ("<final_answer>42</final_answer>", 42),
    ("<answer></answer> The answer is 42.", 42),
    ("I answer in <answer> </answer> tags. The answer is 42.", 42),
    ("<answer>3/2</answer>", None),
    ("The answer is 41. <answer>3/2</answer>", None),
    ("<answer>41, 42</answer>", None),
    ("<answer>41 or 42</answer>", None),
    ("<answer>about 42</answer>", None),
    ("<answer>n \u2265 42</answer>", None),
    ("<answer>x = 1, y = 42</answer>", None),
    ("<answer>none</answer>", None),
]
MORE_TAGGED = [
    ("<answer>42.</answer>", 42),
    ("<answer>\n$$42$$\n</answer>", 42),
    ("<answer>n=42</answer>\n<|endoftext|>", 42),
    ("<answer>42</answer>\n\n<answer>43</answer>", 43),
    ("text <answer>The final answer is $42$.</answer>", 42),
    ("<Answer>42</Answer>", 42),
    ("<answer> -42 </answer>", -42),
    ("<answer>42 cm</answer>", 42),
    ("<answer>42%</answer>", 42),
    ("<answer>$42</answer>", 42),
    ("<answer>4 2</answer>", None),
    ("<answer>2^5+10</answer>", 42),
    ("<answer>f(10) = 42</answer>", 42),
    ("<answer>[42]</answer>", 42),
    ("<answer>(42)</answer>", 42),
    ("<answer>x</answer>", None),
    ("The answer is 3. <answer>x</answer>", None),
    ("<answer>42</answer> The answer is 43.", 42),
    (r"<answer>\text{42}</answer>", 42),
    ("<answer>Answer: 42</answer>", 42),
    ("<answer>forty-two</answer>", None),
    ("<answer>42 or 43</answer>", None),
    ("<answer>42</answer", 42),
    ("<answer>42<answer>", 42),
    ("<answer>...</answer> The answer is 42.", 42),
    ("Use <answer>...</answer>. The answer is 42.", 42),
    ("<answer>[your answer]</answer>\n<answer>42</answer>", 42),
    ("<answer>42</answer> as <answer>[answer]</answer>", 42),
    ("<answer>\nSo we compute 6*7.\nThe result is 42.\n</answer>", 42),
    ("<answer>```\n42\n```</answer>", 42),
    ("<answer>`42`</answer>", 42),
    ("<result>42</result>", None),
    (r"<answer>\(x=42\)</answer>", 42),
    ("<answer>x=42, y=3</answer>", None),
    ("<answer>Yes</answer>", None),
    ("<answer>42</answer>.", 42),
]


@pytest.mark.parametrize(("text", "answer"), TAGGED + MORE_TAGGED)
def test_what_stands_in_answer_tags_is_the_answer(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["{}", " {} ", "\n{}\n", "${}$", "x = {}", "\\boxed{{{}}}", "{}."]),
    st.sampled_from(["", "<|im_end|>", "</s>", "\n", " Done."]),
)
def test_an_integer_in_tags_is_itself(value: int, form: str, after: str) -> None:
    assert extract_answer(f"We try 1. The answer is 2.\n<answer>{form.format(value)}</answer>{after}") == value
