"""Kind 8 of issue 13: what an integer in a box may wear, and a box that is only a template."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.answers import extract_answer

DRESSED = [
    (r"\framebox{42}", 42),
    (r"\framebox[2cm]{42}", 42),
    (r"\boxed{\textcolor{red}{42}}", 42),
    (r"\textcolor{red}{\boxed{42}}", 42),
    (r"\boxed{\color{red}42}", 42),
    (r"\boxed{\color{red}{42}}", 42),
    (r"\boxed{{\color{red} 42}}", 42),
    (r"\boxed{\color[rgb]{1,0,0} 42}", 42),
    (r"\boxed{\colorbox{yellow}{42}}", 42),
    (r"\boxed{\colorbox{yellow}{$42$}}", 42),
    (r"\boxed{\fcolorbox{red}{white}{42}}", 42),
    (r"\bbox[5px,border:2px solid red]{42}", 42),
    (r"\boxed{\large 42}", 42),
    (r"\boxed{\Huge{42}}", 42),
    (r"\boxed{\underline{\underline{42}}}", 42),
    (r"\boxed{\mathbf{\textcolor{blue}{42}}}", 42),
    (r"\boxed{\phantom{0}42}", 42),
    (r"\boxed{\text{The answer is } 42}", 42),
    (r"\boxed{\text{The answer is 42.}}", 42),
    (r"\boxed{\text{Answer: } 42}", 42),
    (r"\boxed{\text{Final answer: } 42 \text{ ways}}", 42),
    (r"\boxed{\text{Area} = 42}", 42),
    (r"\boxed{35 \text{ km/h}}", 35),
    (r"\boxed{35\,\mathrm{km/h}}", 35),
    (r"\boxed{35 \text{ m/s}}", 35),
    (r"\boxed{35\text{ m}}", 35),
    (r"\boxed{35\,\text{m}^2}", 35),
    (r"\boxed{35~\mathrm{m}}", 35),
    (r"\boxed{35\text{ miles per hour}}", 35),
    (r"\boxed{35 \text{ cm}^{3}}", 35),
    (r"\boxed{35\text{cm}}", 35),
    (r"\boxed{35\%}", 35),
    (r"\boxed{35 \text{ years old}}", 35),
    ("\\boxed{\u20ac42}", 42),
    ("\\boxed{42\\,\u20ac}", 42),
    ("\\boxed{\u00a342}", 42),
    ("\\boxed{42 \u20b9}", 42),
    (r"\boxed{\pounds 42}", 42),
    (r"\boxed{\$42}", 42),
    (r"\boxed{42\$}", 42),
    (r"\boxed{-\$42}", -42),
    (r"\boxed{\$-42}", -42),
    (r"\boxed{42 \text{ USD}}", 42),
    (r"\boxed{\text{USD } 42}", 42),
    ("\\boxed{42\u5143}", 42),
    ("\\boxed{42\u4e2a}", 42),
    ("The answer is \u20ac42.", 42),
    ("The answer is 42\u20ac.", 42),
    ("The answer is 42 \u20ac.", 42),
    ("The answer is USD 42.", 42),
    ("Total: \u20ac42", 42),
    (r"\boxed{3e4}", 30000),
    (r"\boxed{1.5e3}", 1500),
    (r"\boxed{3E4}", 30000),
    ("The answer is 3e4.", 30000),
    ("\\boxed{1'000}", 1000),
    ("\\boxed{1\u2009000}", 1000),
    (r"\boxed{1\;000}", 1000),
    ("\\boxed{\uff11\uff0c\uff12\uff13\uff14}", None),
    (r"\boxed{\text{about } 42}", None),
    (r"\boxed{\text{not } 42}", None),
    (r"\boxed{\text{at least } 42}", None),
    (r"\boxed{\text{Yes, } 42}", None),
    (r"\boxed{42 \text{ or more}}", None),
    (r"\boxed{42 \text{ to } 50}", None),
    (r"\boxed{42x}", None),
    (r"\boxed{42\text{ and }43}", None),
    (r"\boxed{3 \text{ hours } 5 \text{ minutes}}", None),
    (r"\boxed{1.5e0}", None),
    (r"\boxed{3e-4}", None),
    (r"\boxed{1e+16}", None),
    (r"\boxed{0x3e4}", None),
    ("\\boxed{3\u00bd}", None),
    ("\\boxed{x \u2272 42}", None),
]
TEMPLATES = [
    ("\\boxed{42}\n```python\nprint(f'\\\\boxed{{{answer}}}')\n```", 42),
    ("\\boxed{42}\n```python\nprint('\\\\boxed{%d}' % answer)\n```", 42),
    ("\\boxed{42}\n```python\nprint('\\\\boxed{0}')\n```", 42),
    ("\\boxed{42}\n```\nimport math\nprint('\\\\boxed{' + str(math.pi) + '}')\n```", 42),
    ("\\boxed{42}. I was asked for \\boxed{answer}.", 42),
    ("\\boxed{42}. I was asked for \\boxed{your answer here}.", 42),
    ("\\boxed{42}. I was asked for \\boxed{\\text{answer}}.", 42),
    ("\\boxed{42}. I was asked for \\boxed{\\,}.", 42),
    ("\\boxed{42}. I was asked for \\boxed{<number>}.", 42),
    ("\\boxed{42}. I was asked for \\boxed{{answer}}.", 42),
    ("\\boxed{42}. I was asked for \\boxed{\\text{final answer}}.", 42),
    ("```python\nprint(f'\\\\boxed{{{answer}}}')\n```\nThe answer is 42.", 42),
    ("```python\nprint(6 * 7)\n```\nIt is \\boxed{42}.", 42),
    ("```python\nprint(6 * 7)\nIt is \\boxed{42}.", 42),
    ("\\boxed{42}. So there is \\boxed{\\text{none}}.", None),
    ("\\boxed{42}. No: it is \\boxed{n}.", None),
]


@pytest.mark.parametrize(("text", "answer"), DRESSED)
def test_an_integer_in_dress(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer


@pytest.mark.parametrize(("text", "answer"), TEMPLATES)
def test_a_box_that_is_only_a_template_is_passed_over(text: str, answer: int | None) -> None:
    assert extract_answer(text) == answer


FONTS = [
    "\\mathbf{{{}}}",
    "\\text{{{}}}",
    "\\textcolor{{red}}{{{}}}",
    "\\color{{red}}{{{}}}",
    "\\underline{{{}}}",
    "{{{}}}",
    "\\displaystyle {}",
    "\\({}\\)",
    "${}$",
]
UNITS = ["", " \\text{{ km/h}}", "\\%", " \\text{{ ways}}", " \u20ac", "\\,\\mathrm{{cm}}^2", "."]


@given(
    st.integers(-(10**12), 10**12),
    st.lists(st.sampled_from(FONTS), max_size=2),
    st.sampled_from(UNITS),
    st.sampled_from(["\\boxed", "\\framebox", "\\fbox"]),
)
def test_dress_changes_nothing(value: int, fonts: list[str], unit: str, box: str) -> None:
    dressed = str(value)
    for font in fonts:
        dressed = font.format(dressed)
    assert extract_answer(f"so {box}{{{dressed}{unit.format()}}}") == value
