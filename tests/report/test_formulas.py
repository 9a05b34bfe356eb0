"""Formulas are typeset where they can be, and stay as they were where not; nothing in them reaches the page as markup of its own."""

from __future__ import annotations

import re
import sys
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.report.formulas import law_as_latex, typeset_beginning, typeset_formula, typeset_law, typeset_statement
from kaggle_utils.traces import guess

pytest.importorskip("latex2mathml")


@pytest.mark.parametrize(
    ("text", "typeset"),
    [
        (r"$x_1 \ge x_2$", "<math><mrow><msub><mi>x</mi><mn>1</mn></msub><mo>≥</mo><msub><mi>x</mi><mn>2</mn></msub></mrow></math>"),
        (r"\(n\)", "<math><mrow><mi>n</mi></mrow></math>"),
        ("$$n$$", '<math display="block"><mrow><mi>n</mi></mrow></math>'),
        (r"\[n\]", '<math display="block"><mrow><mi>n</mi></mrow></math>'),
        ("$a<b$", "<math><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>"),
    ],
)
def test_formulas_between_every_kind_of_mark_are_mathml(text: str, typeset: str) -> None:
    assert typeset_statement(f"See {text}.") == f"See {typeset}."


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $10.",
        r"a price of \$5, b$",
        "$ x $",
        "$5$6",
        "$x",
        r"$\nosuchcommand{x}$",
        r"$\left( x$",
        "$" + "{" * 1900 + "$",
        "$$",
    ],
)
def test_what_is_not_a_formula_or_cannot_be_typeset_stays_as_it_was(text: str) -> None:
    assert typeset_statement(text) == text


def test_an_environment_is_a_formula() -> None:
    assert "<mtable" in typeset_statement(r"Let \begin{align*} x &= 1 \\ y &= 2 \end{align*} hold.")


@pytest.mark.parametrize(
    "latex",
    [
        "<script>alert(1)</script>",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\text{&lt;script&gt;}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\class{problem}{x}",
        r"\hspace{1\" onload=alert(1)}x",
    ],
)
def test_hostile_latex_sets_neither_elements_nor_attributes(latex: str) -> None:
    shown = typeset_statement(f"${latex}$")
    tree = ElementTree.fromstring(f"<p>{shown}</p>")
    assert {element.tag for element in tree.iter()} <= {"p", "math", "mrow", "mi", "mo", "mn", "mtext", "mspace"}
    assert {name for element in tree.iter() for name in element.attrib} <= {"stretchy", "width"}


@given(st.text(alphabet=st.sampled_from("$\\{}()[]<>&\"'abx12^_ \n"), max_size=60))
def test_whatever_is_written_the_page_stays_well_formed_and_loses_no_word(text: str) -> None:
    shown = typeset_statement(text)
    tree = ElementTree.fromstring(f"<p>{shown}</p>")
    assert all(re.fullmatch("p|m[a-z]+", element.tag) for element in tree.iter())
    if "<math" not in shown:
        assert "".join(tree.itertext()) == text


def test_the_beginning_of_a_statement_ends_between_words_and_not_inside_a_formula() -> None:
    assert typeset_beginning("one two three", 9) == "one two…"
    assert typeset_beginning(r"Let $\frac{1}{2}$ be", 6) == "Let …"
    assert typeset_beginning("short\n text", 20) == "short text"


SEQUENCES = {
    "linear": [1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377],
    "polynomial": [n * n for n in range(14)],
    "rational polynomial": [n * (n + 1) // 2 for n in range(14)],
    "holonomic": [1, 1, 2, 5, 14, 42, 132, 429, 1430, 4862, 16796, 58786, 208012, 742900, 2674440, 9694845],
    "interleaved": [value for n in range(14) for value in (2**n, 3**n)],
}


@pytest.mark.parametrize("terms", SEQUENCES.values(), ids=SEQUENCES)
def test_a_laws_plain_text_is_typeset_as_its_own_latex_would_be(terms: list[int]) -> None:
    laws = guess(terms)
    assert laws
    for law in laws:
        assert law_as_latex(law.recurrence).replace(" ", "") == law.latex.replace(" ", "")
        assert typeset_law(law.recurrence) == typeset_formula(law.latex)


def test_a_law_that_is_not_one_stays_as_it_was() -> None:
    assert typeset_law(r"<b> \nosuch") == r"&lt;b&gt; \nosuch"


def test_without_latex2mathml_everything_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "latex2mathml", None)
    assert typeset_statement("$x<y$") == "$x&lt;y$"
