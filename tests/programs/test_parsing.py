"""Whatever a model's text holds, it is a program or it is refused with one kind of error."""

from __future__ import annotations

import ast
import warnings

import pytest

from kaggle_utils.programs.parsing import ProgramError, parse_program


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = ", 1),
        ("a = 1\nif a:\n", 2),
        ("print(1", 1),
        ("x = 1\0", None),
        ("(" * 10_000 + ")" * 10_000, None),
        ("-" * 100_000 + "1", None),
    ],
    ids=["half", "no block", "open bracket", "null character", "too many brackets", "too many signs"],
)
def test_a_text_that_cannot_be_parsed_raises_one_kind_of_error(text: str, line: int | None) -> None:
    with pytest.raises(ProgramError) as caught:
        parse_program(text)
    assert caught.value.line in (line, 1)


def test_latex_in_a_program_warns_nobody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(parse_program('"\\d"'), ast.Module)


def test_a_parse_that_another_thread_disturbed_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def disturbed_once(code: str) -> ast.Module:
        monkeypatch.setattr(ast, "parse", original)
        raise SystemError("AST constructor recursion depth mismatch (before=129, after=180)")

    original = ast.parse
    monkeypatch.setattr(ast, "parse", disturbed_once)
    assert ast.unparse(parse_program("x = 1")) == "x = 1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = ", "^SyntaxError: invalid syntax$"),
        ("if a:\n", "^IndentationError: expected an indented block"),
        ("-" * 100_000 + "1", r"\(\w+Error\)$"),
    ],
    ids=["half", "no block", "too many signs"],
)
def test_the_error_says_what_the_parser_said(text: str, reason: str) -> None:
    with pytest.raises(ProgramError, match=reason):
        parse_program(text)
