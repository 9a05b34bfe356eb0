"""How progress is shown: drawn over in a terminal, line under line elsewhere."""

from __future__ import annotations

import io
import os
import pty
import termios

import pytest

from kaggle_utils.report import display
from kaggle_utils.report.display import make_display


def test_a_log_gets_a_line_for_the_first_and_the_last_text_and_none_twice() -> None:
    stream = io.StringIO()
    with make_display(stream) as shown:
        for text in ("starting", "starting", "problem 1 of 2", "problem 2 of 2", "2 of 2 problems answered"):
            shown.show(text, 0, None)
    assert stream.getvalue() == " 0:00 starting\n 0:00 2 of 2 problems answered\n"


def test_a_log_gets_every_text_that_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    with make_display(stream) as shown:
        monkeypatch.setattr(display, "BETWEEN_LINES", 0.0)
        for text in ("starting", "problem 1 of 2", "problem 2 of 2"):
            shown.show(text, 0, None)
    assert [line.split(maxsplit=1)[1] for line in stream.getvalue().splitlines()] == ["starting", "problem 1 of 2", "problem 2 of 2"]


def test_a_log_gets_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    with make_display(stream) as shown:
        monkeypatch.setattr(display, "SIGN_OF_LIFE", 0.0)
        shown.show("the model loads", 0, None)
        shown.show("the model loads", 0, None)
    assert stream.getvalue() == " 0:00 the model loads\n" * 2


@pytest.mark.parametrize("size", [(24, 80), (0, 0)], ids=["usual", "unknown"])  # script(1) and some CI give their terminal no size
def test_a_terminal_gets_one_line_that_is_drawn_over(size: tuple[int, int]) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, size)
    with os.fdopen(theirs, "w") as terminal:
        with make_display(terminal) as shown:
            shown.show("starting", 0, None)
            shown.show("problem 16 of 30", 15, 30)
        drawn = ""
        while not drawn.endswith("\n"):  # the last thing that a closed bar draws
            drawn += os.read(ours, 10_000).decode()
    os.close(ours)
    assert drawn.count("\n") == 1
    last = drawn.strip().split("\r")[-1]
    assert last.startswith("00:0")
    assert "starting" in drawn
    assert "██████████ " in last
    assert "problem 16 of 30" in last
