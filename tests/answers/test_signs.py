"""Kind 3 of issue 13: what stands for a minus, a digit or an operator in typeset text means the same wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers import extract_answer

SIGNS = [
    ("So we get \u221242.", -42),
    ("Total: \u221242", -42),
    ("\u221242", -42),
    ("x = \u221242", -42),
    ("x = \u2212 42.", -42),
    ("f(3) = \u221242.", -42),
    ("so it is **\u221242**", -42),
    ("The answer is \u221242.", -42),
    ("The answer is **\u221242**.", -42),
    ("Answer: \u2212$42", -42),
    ("#### \u221242", -42),
    ("\\boxed{\u221242}", -42),
    ("[\u221242]", -42),
    ("{x: \u221242}", -42),
    ("The answer is \uff0d42.", -42),
    ("so we get \ufe6342", -42),
    ("The answer is \u201042.", -42),
    ("The answer is \u201142.", -42),
    ("The answer is \u201342.", -42),
    ("so \\(x = \u22127\\)", -7),
    ("The answer is x = \u22127.", -7),
    ("50 \u2212 8 = 42", 42),
    ("hence 3 \u2212 45 = \u221242.", -42),
    ("\\boxed{3 \u2212 45}", -42),
    ("The answer is \u22121,234.", -1234),
    ("The answer is\u00a042.", 42),
    ("The answer is \uff14\uff12.", 42),
    ("\\boxed{\uff14\uff12}", 42),
    ("\uff1d\uff14\uff12", 42),
    ("\u7b54\u6848\uff1a\uff14\uff12\u3002", 42),
    ("\u7b54\u6848\u662f42\uff0c\u56e0\u4e3a 6\u00d77=42\u3002", 42),
    ("\\boxed{\U0001d7d2\U0001d7d0}", 42),
    ("The answer \u2014 42", None),
    ("The answer \u2014 we find \u2014 is 42.", 42),
    ("so we get 50 \u2212 8", None),
    ("it is 5\u22127", None),
    ("it is 5\u20137", None),
    ("x \u2212 42", None),
    ("the answer is 5 \u2212 x", None),
    ("\\boxed{20\u201325}", None),
    ("so we get \u2213 42", None),
]
MORE_SIGNS = [
    ("\u2212 42", None),
    ("Result: \u22127", -7),
    ("x = \uff0d7", -7),
    ("so it is \u22127.", -7),
    ("The sum is \u22127.", -7),
    ("The answer is \u2212\\frac{84}{2}.", -42),
    ("\\boxed{\u2212\\frac{84}{2}}", -42),
    ("we get \u2013 7", None),
    ("we get \u20137", -7),
    ("The answer: \u20137", -7),
    ("f(3) = \u20137", -7),
    ("[\u22127]", -7),
    ("{x: \u22127}", -7),
    ("5 \u2212 12 = \u22127", -7),
    ("It equals \u22127!", -7),
    ("`\u22127`", -7),
    ("$\u22127$", -7),
    ("\\(\u22127\\).", -7),
    ("ans = \u22127", -7),
    ("- 7", None),
    ("\u2014 7", None),
    ("5 \xd7 3 = 15", 15),
    ("5\xd73=15", 15),
    ("\uff11\uff12\uff13", 123),
    ("Total\uff1a\uff11\uff12", 12),
    ("\\boxed{\uff0d\uff17}", -7),
    ("The answer is \u2212 7.", None),
    ("\u0664\u0662", None),
    ("x=\u2212\u221249 = \u22127", -7),
]


@pytest.mark.parametrize(("text", "answer"), SIGNS + MORE_SIGNS)
def test_a_typeset_sign_is_what_it_stands_for(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer


@given(
    st.integers(-(10**12), -1),
    st.sampled_from("-\u2212\uff0d\u2010\u2011\ufe63"),
    st.sampled_from(["{}", "So we get {}.", "x = {}", "Total: {}", "The answer is {}.", "\\boxed{{{}}}"]),
)
def test_every_minus_is_a_minus_everywhere(value: int, minus: str, form: str) -> None:
    assert extract_answer(form.format(str(value).replace("-", minus))) == value


WIDE = str.maketrans("0123456789", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19")


@given(
    st.integers(0, 10**12), st.sampled_from(["{}", "So we get {}.", "x = {}", "The answer is {}.", "\\boxed{{{}}}", "<answer>{}</answer>"])
)
def test_full_width_digits_are_digits(value: int, form: str) -> None:
    assert extract_answer(form.format(str(value).translate(WIDE))) == value
