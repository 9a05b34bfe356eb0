"""Kind 6 of issue 13: the integer that ends a text, in LaTeX."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers import extract_answer

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
MORE_LATEX = [
    (r"so \(x = 42\).", 42),
    (r"so we get \(42\)!", 42),
    (r"so we get \(\boldsymbol{42}\).", 42),
    (r"the result is \(\textbf{42}\).", 42),
    (r"\[\mathbf{42}.\]", 42),
    ("$$x=42.$$", 42),
    (r"So the value is \(42\text{ cm}\).", 42),
    (r"So the value is \(42 \, \text{cm}^2\).", 42),
    (r"So we have \(2 + 40 = 42\).", 42),
    (r"So we have \(n \ge 42\).", None),
    (r"in case \(n = 42\).", None),
    (r"by \(42\).", None),
    (r"so \(n\) is a multiple of \(42\).", None),
    (r"the answer: \(42\).", 42),
    (r"Total: \(42\)", 42),
    (r"Total: $\mathrm{42}$", 42),
    (r"Therefore, \(42\).", None),
    (r"$\underline{42}$", 42),
    (r"\(\displaystyle 42\)", 42),
    (r"The sum is $\mathbf{4}2$.", None),
    ("the sum is $42 + x$", None),
    ("is $42$ or $43$.", None),
    (r"the result is \(4{,}200\).", 4200),
    (r"the result is $\bf{42}$.", 42),
    (r"the result is $\bf 42$.", 42),
    (r"giving \(m+n = \mathbf{42}\).", 42),
    (r"so $\gcd(84, 126) = 42$.", 42),
    (r"so \(\lfloor 42.5 \rfloor = 42\)", 42),
    (r"it follows that \(x=42\).", 42),
    (r"which gives \(x=42\), \(y=43\).", None),
    (r"hence \(f(42)\).", None),
    (r"with \(x=42\).", None),
    (r"so \(\frac{84}{2}=42\).", 42),
    (r"= \(42\).", 42),
    (r"so the limit is \(42\)  ", 42),
    (r"so $x + y = 0$.", None),
    (r"so $x = 40, y = 42$.", None),
    (r"so $f(1, 2) = 42$.", 42),
    (r"so $6.48^2 \approx 41.99 = 42$.", None),
    (r"We try $n = 42$.", None),
    (r"We try $n \equiv 42$.", None),
    (r"In this case $x \equiv 42$.", None),
    (r"Hence $N \equiv 42$.", 42),
    (r"modulo 100 this is $2^{10} \equiv 24$.", 24),
]


@pytest.mark.parametrize(("text", "answer"), LATEX + MORE_LATEX)
def test_an_integer_in_latex_at_the_end(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer


@given(
    st.integers(-(10**9), 10**9),
    st.sampled_from(["{}", "\\({}\\)", "${}$", "\\(\\mathbf{{{}}}\\)", "$\\mathbf{{{}}}$", "\\[{}\\]", "**{}**", "$x = {}$"]),
    st.sampled_from(["", ".", "\n", "!"]),
)
def test_delimiters_and_fonts_at_the_end_change_nothing(value: int, form: str, after: str) -> None:
    assert extract_answer(f"So the total is {form.format(value)}{after}") == value
