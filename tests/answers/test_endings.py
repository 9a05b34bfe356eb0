"""Kinds 6 and 9 of issue 13: the integer that ends a text, in LaTeX or in prose; only what concludes is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers import extract_answer
from kaggle_utils.answers.concluding import introduces

LATEX = [
    (r"so it is \(42\).", 42),
    (r"So we get \(42\).", 42),
    (r"\(42\)", 42),
    (r"\(42\).", 42),
    (r"\(\mathbf{42}\)", 42),
    (r"$\mathbf{42}$", 42),
    (r"so it is $\mathbf{42}$.", 42),
    (r"so the total is \(\mathbf{42}\).", 42),
    (r"the total is $42$.", 42),
    (r"the total is **$42$**.", 42),
    (r"the total is $\text{42}$", 42),
    (r"the total is $42\text{ ways}$.", 42),
    (r"the total is $42.$", 42),
    (r"the total is $-42$.", -42),
    (r"\[42\]", 42),
    (r"\[ \mathbf{42} \]", 42),
    ("\\[\n\\mathbf{42}\n\\]", 42),
    ("$$\n42\n$$", 42),
    (r"$$42$$", 42),
    (r"$x = 42$", 42),
    (r"\(x = \mathbf{42}\).", 42),
    (r"Therefore $x = 6 \cdot 7 = 42$.", 42),
    (r"so $N \equiv 42$.", 42),
    (r"we obtain $12{,}345$.", 12345),
    (r"\begin{align*}\nx &= 42\n\end{align*}".replace("\\n", "\n"), 42),
    (r"the total is $\frac{1}{2}$.", None),
    (r"the points are $(1, 42)$.", None),
    (r"so $n$ is divisible by $7$.", None),
    (r"this holds for all $n \geq 2$.", None),
    (r"the total is $x + 42$.", None),
    (r"the total is about $42$.", None),
    (r"we take $n = 42$.", None),
    (r"for $n = 42$.", None),
    (r"the values are $41$ and $42$.", None),
    (r"the values are $41, 42$.", None),
    (r"so $3x + 4y + 14 = 0$.", None),
    (r"so that is \(42", None),
]
PROSE = [
    ("So n is divisible by 7.", None),
    ("This follows by Lemma 2.", None),
    ("for every n \u2265 2.", None),
    ("for every n \u2264 2.", None),
    ("where n \u2260 2.", None),
    ("so n \u2208 2", None),
    ("n \u2261 3 mod 7", None),
    ("`3x + 4y + 14=0`", None),
    ("3x + 4y + 14 = 0", None),
    ("2x + 3y = 12", None),
    ("so the line is y = 3x + 2", None),
    ("it is a multiple of 9.", None),
    ("We continue with Step 2.", None),
    ("See equation 3.", None),
    ("as shown in Figure 2.", None),
    ("where n is at most 10.", None),
    ("Let us check n = 10.", None),
    ("The number is not 42.", None),
    ("It is roughly 42.", None),
    ("it is nearly 42.", None),
    ("which is minus 42.", None),
    ("which is more than 42.", None),
    ("We have now seen 42.", None),
    ("He was born in 1957.", None),
    ("There is a contradiction with 42.", None),
    ("if the sum is 42.", None),
    ("whenever n is 42.", None),
    ("The sum equals 40 plus 2.", None),
    ("n \u2192 42", None),
    ("a \u2248 42.", None),
    ("a \u223c 42", None),
    ("a \u221d 42", None),
    ("a \u2223 42", None),
    ("f(1) = 1, f(2) = 3, f(3) = 6", None),
    ("the ratio is 3 : 4", None),
    ("the ratio is 3:4", None),
    ("the score was 3-4", None),
    ("on 2024-05-17", None),
    ("version 2.0.1", None),
    ("10**5", None),
    ("12 + 30", None),
    ("1'000", 1000),
    ("1 000 000", None),
    ("#42", None),
    ("(C) 42", None),
    ("The number of ways is 42.", 42),
    ("The number of ways is therefore 42.", 42),
    ("The number of ways is indeed 42.", 42),
    ("So the total equals 42.", 42),
    ("Therefore we get 42.", 42),
    ("Adding them up gives 42.", 42),
    ("which yields 42.", 42),
    ("This comes to 42.", 42),
    ("So the sum is equal to 42.", 42),
    ("Hence, x = 42.", 42),
    ("We find that x = 42.", 42),
    ("For n = 10, the count is 42.", 42),
    ("Number of ways: 42", 42),
    ("Number of ways 42", 42),
    ("Number of ways = 42", 42),
    ("Total 42", 42),
    ("Result 42", 42),
    ("Step 3: 42", 42),
    ("max = 42", 42),
    ("num_ways = 42", 42),
    ("f(3) = 42", 42),
    ("a + b = 42", 42),
    ("2^5 + 10 = 42", 42),
    ("\u2234 x = 42", 42),
    ("\u21d2 x = 42", 42),
    ("x = 42 \u2713", 42),
    ("- 42", None),
    ("-42", -42),
]


@pytest.mark.parametrize(("text", "answer"), LATEX)
def test_an_integer_in_latex_at_the_end(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer


@pytest.mark.parametrize(("text", "answer"), PROSE)
def test_a_last_line_of_prose(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer


RELATIONS = (
    "\u2260\u2264\u2265\u226a\u226b\u2272\u2273\u2248\u2245\u223c\u2243\u221d\u2208\u2209\u2282\u2286"
    "\u2223\u2224\u2225\u22a5\u2192\u21a6\u226e\u226f\u2274\u2275\u00b1\u2213<>"
)


@given(
    st.sampled_from(RELATIONS),
    st.integers(0, 10**6),
    st.sampled_from(
        [
            "n {} {}",
            "n {} {}.",
            "so we get n{}{}.",
            "where n {} {}",
            "The answer is n {} {}.",
            "\\boxed{{n {} {}}}",
            "\\boxed{{{} {}}}",
            "The answer is {} {}.",
            "so it is {} {}",
        ]
    ),
)
def test_an_unknown_relation_is_none(relation: str, value: int, form: str) -> None:
    assert extract_answer(form.format(relation, value)) is None


@given(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12).filter(lambda word: not introduces(f"this holds {word} ")),
    st.integers(0, 10**6),
)
def test_a_number_after_an_unknown_word_is_none(word: str, value: int) -> None:
    assert extract_answer(f"We know that this holds {word} {value}.") is None


@given(
    st.integers(-(10**9), 10**9),
    st.sampled_from(["{}", "\\({}\\)", "${}$", "\\(\\mathbf{{{}}}\\)", "$\\mathbf{{{}}}$", "\\[{}\\]", "**{}**", "$x = {}$"]),
    st.sampled_from(["", ".", "\n", "!"]),
)
def test_delimiters_and_fonts_at_the_end_change_nothing(value: int, form: str, after: str) -> None:
    assert extract_answer(f"So the total is {form.format(value)}{after}") == value
