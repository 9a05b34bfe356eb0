"""Programs with highlighting."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.report.highlight import highlight_changes, highlight_program
from kaggle_utils.report.shown_text import MAX_PROGRAM


def test_keywords_strings_numbers_and_remarks_are_told_from_names() -> None:
    assert highlight_program("for n in x: # two\n    f('<', 2)") == (
        '<span class="k">for</span> n <span class="k">in</span> x: <span class="c"># two</span>\n'
        '    f(<span class="s">\'&lt;\'</span>, <span class="m">2</span>)'
    )


@given(st.text(max_size=80))
def test_whatever_is_highlighted_its_text_is_all_there(code: str) -> None:
    shown = highlight_program(code)
    words = html.unescape(re.sub(r"</?span[^>]*>", "", shown))
    assert "<" not in re.sub(r"</?span[^>]*>", "", shown)
    assert len(words) >= len(code.replace("\r\n", "\n"))


def test_a_program_keeps_its_last_line_break_and_gets_none() -> None:
    assert highlight_program("x\n") == "x\n"
    assert highlight_program("x") == "x"


def test_a_long_program_is_cut_with_a_note() -> None:
    assert "… 1,000 characters are left out here" in highlight_program("x" * (MAX_PROGRAM + 1000))


def test_changes_are_marked_by_signs() -> None:
    changes = highlight_changes("import math\nprint(comb(4, 2))", "import math\nfrom math import comb\nprint(comb(4, 2))")
    assert changes is not None
    assert '<span class="gi">+from math import comb' in changes


def test_programs_that_share_nothing_are_not_compared() -> None:
    assert highlight_changes("a = 1", "b = 2") is None
