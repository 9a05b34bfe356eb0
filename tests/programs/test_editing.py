"""A program is edited at places of its syntax tree; everything else stays as it was written."""

from __future__ import annotations

import ast

import pytest

from kaggle_utils.programs.editing import (
    Edit,
    ParsedProgram,
    add_at_end,
    add_at_top,
    called_name,
    indentation,
    outdent,
    parse,
    syntax_error,
)

CODE = "x = 'é', y\nif x:\n\t  z = f(x)  # a comment\n"


def node_named(program: ParsedProgram, name: str) -> ast.Name:
    (found, *_) = (node for node in program.nodes() if isinstance(node, ast.Name) and node.id == name)
    return found


@pytest.mark.parametrize(("name", "start", "end"), [("x", 0, 1), ("y", 9, 10), ("z", 20, 21), ("f", 24, 25)])
def test_a_place_counts_characters_from_the_start_of_the_program(name: str, start: int, end: int) -> None:
    program = ParsedProgram(CODE)
    node = node_named(program, name)
    assert (program.start(node), program.end(node)) == (start, end)
    assert program.text(node) == name


def test_a_node_over_several_lines_ends_on_its_last() -> None:
    program = ParsedProgram("x = [1,\n  2]\n")
    (value,) = (node for node in program.nodes() if isinstance(node, ast.List))
    assert program.text(value) == "[1,\n  2]"


def test_a_line_has_its_start_and_its_indentation() -> None:
    program = ParsedProgram(CODE)
    assert [program.line_start(line) for line in (1, 2, 3)] == [0, 11, 17]
    assert [program.indentation(line) for line in (1, 2, 3)] == ["", "", "\t  "]


def test_edits_are_made_in_the_order_of_their_places() -> None:
    program = ParsedProgram("a + b")
    edits = [program.replace(node_named(program, "b"), "d"), program.replace(node_named(program, "a"), "c"), program.insert(5, "!")]
    assert program.apply(edits) == "c + d!"


def test_an_insertion_stands_before_a_replacement_at_its_place() -> None:
    program = ParsedProgram("a + b")
    assert program.apply([Edit(0, 1, "c"), Edit(0, 0, "not ")]) == "not c + b"


def test_insertions_at_one_place_stand_in_their_order() -> None:
    assert ParsedProgram("x").apply([Edit(0, 0, "b + "), Edit(0, 0, "a + ")]) == "b + a + x"


def test_no_edits_change_nothing() -> None:
    assert ParsedProgram(CODE).apply([]) == CODE


def test_what_is_in_an_f_string_has_no_place() -> None:
    names = [node.id for node in ParsedProgram("print(f'{a}', b)").nodes() if isinstance(node, ast.Name)]
    assert names == ["print", "b"]


def test_nodes_come_in_the_order_of_the_text() -> None:
    assert [node.id for node in ParsedProgram("a = b\nc = d").nodes() if isinstance(node, ast.Name)] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("text", ["(", "x = 1\0", "(" * 10_000 + ")" * 10_000])
def test_what_does_not_parse_is_no_program(text: str) -> None:
    assert parse(text) is None


def test_what_parses_is_one() -> None:
    program = parse("x = 1")
    assert program is not None
    assert program.code == "x = 1"


def test_the_error_is_the_parser_s() -> None:
    error = syntax_error("x = 1\ny = (")
    assert error is not None
    assert (error.lineno, error.msg) == (2, "'(' was never closed")


@pytest.mark.parametrize("text", ["x = 1", "-" * 100_000 + "1"], ids=["a program", "nested too deeply"])
def test_where_the_parser_reports_none_there_is_none(text: str) -> None:
    assert syntax_error(text) is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 1\n", "NEW\nx = 1\n"),
        ("", "NEW\n"),
        ("# a comment\nx = 1\n", "NEW\n# a comment\nx = 1\n"),
        ('"""Doc."""\nx = 1\n', '"""Doc."""\nNEW\nx = 1\n'),
        ("1\nx = 1\n", "NEW\n1\nx = 1\n"),
        ("f()\nx = 1\n", "NEW\nf()\nx = 1\n"),
        ("from __future__ import annotations\nx = 1\n", "from __future__ import annotations\nNEW\nx = 1\n"),
        ("from math import comb\nx = 1\n", "NEW\nfrom math import comb\nx = 1\n"),
        ('"""Doc."""\nfrom __future__ import a\nfrom __future__ import b\nx = 1\n',
         '"""Doc."""\nfrom __future__ import a\nfrom __future__ import b\nNEW\nx = 1\n'),
        ('"""Doc."""', '"""Doc."""\nNEW\n'),
        ('"""Doc."""\n\n\n', '"""Doc."""\nNEW\n'),
        ('"""Doc."""; x = 1\n', 'NEW\n"""Doc."""; x = 1\n'),
    ],
    ids=[
        "before the first statement", "nothing there", "before a comment", "after the docstring", "a number is not a docstring",
        "a call is not a docstring", "after an import from the future", "before another import", "after both", "a docstring alone",
        "a docstring and empty lines", "a docstring that shares its line",
    ],
)  # fmt: skip
def test_lines_at_the_top_come_before_the_first_statement_that_may_follow_them(code: str, expected: str) -> None:
    assert add_at_top(code, "NEW") == expected


def test_several_lines_are_added_in_their_order() -> None:
    assert add_at_top("x = 1", "a", "b") == "a\nb\nx = 1"
    assert add_at_end("x = 1\n\n", "a", "b") == "x = 1\na\nb\n"


def test_the_margin_that_all_lines_share_is_taken_off() -> None:
    assert outdent("  x\n    y\n") == "x\n  y\n"


@pytest.mark.parametrize(("line", "expected"), [("x", ""), ("  x ", "  "), ("\t x", "\t "), ("   ", "   "), ("\x0cx", "")])
def test_the_indentation_of_a_line_is_its_spaces_and_tabs(line: str, expected: str) -> None:
    assert indentation(line) == expected


@pytest.mark.parametrize(("code", "name"), [("f(1)", "f"), ("a.f(1)", None), ("f", None), ("f(1)(2)", None)])
def test_a_call_of_a_plain_name_has_that_name(code: str, name: str | None) -> None:
    assert called_name(ast.parse(code, mode="eval").body) == name
