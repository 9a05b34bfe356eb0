"""Programs with highlighting, and what a repair changed in them, as HTML by Pygments."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kaggle_utils.report.shown_text import MAX_PROGRAM, show_text

if TYPE_CHECKING:
    from pygments.token import _TokenType

MAX_DIFF_LINES = 400  # difflib's time grows with their square


def highlight_program(code: str) -> Markup:
    """A Python program, cut where it is long."""
    from pygments.lexers import PythonLexer

    shown = show_text(code, MAX_PROGRAM)
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    if not shown.left_out:
        return _format(shown.head, lexer)
    return _format(shown.head, lexer) + note_of(shown.left_out) + _format(shown.tail, lexer)


def highlight_changes(before: str, after: str) -> Markup | None:
    """The lines that differ, marked by + and -, or None where the programs are too long to be compared or share nothing."""
    from pygments.lexers import DiffLexer

    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MAX_DIFF_LINES or max(len(before), len(after)) > MAX_PROGRAM or not set(old) & set(new):
        return None
    lines = list(difflib.unified_diff(old, new, lineterm="", n=1))[2:]  # without the names of two files
    return _format(show_text("\n".join(lines), MAX_PROGRAM).head, DiffLexer(stripnl=False, ensurenl=False))


def note_of(left_out: int) -> Markup:
    """The sentence in the place of characters that are not shown."""
    return Markup('<span class="cut">\n… {} characters are left out here; the journal has them …\n</span>').format(f"{left_out:,}")


def _format(code: str, lexer: Any) -> Markup:
    from pygments.formatters import HtmlFormatter

    formatter = HtmlFormatter(nowrap=True)
    parts: list[str] = []
    formatter.format(_coloured(lexer.get_tokens(code)), _Parts(parts))
    text = "".join(parts)
    if not code.endswith("\n"):
        text = text.removesuffix("\n")  # which the formatter puts at the end of every text
    return Markup(text)  # noqa: S704 - Pygments escapes what it formats


class _Parts:
    """A file that keeps what is written to it."""

    def __init__(self, parts: list[str]) -> None:
        self.write = parts.append


def _coloured(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[tuple[_TokenType, str]]:
    """The tokens by the kinds that the page distinguishes, neighbours of a kind as one: a span for every name would treble the page."""
    from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, Token

    kinds = (Comment, Keyword, Operator.Word, String, Number, Name.Builtin, Name.Function, Generic.Inserted, Generic.Deleted)
    kind, text = Token.Text, ""
    for token, value in tokens:
        found = next((each for each in kinds if token in each), Token.Text)
        found = Keyword if found is Operator.Word else found
        if found is kind:
            text += value
            continue
        if text:
            yield kind, text
        kind, text = found, value
    if text:
        yield kind, text
