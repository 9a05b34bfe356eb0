"""Each check by the letter: replies that keep an instruction, and replies that miss it by a little."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.evaluation.instructions.checks import CHECKS

CASES: list[tuple[str, dict[str, Any], str, bool]] = [
    ("bullets", {"count": 2}, "- a\n* b", True),
    ("bullets", {"count": 2}, "Here:\n- a\n- b", True),
    ("bullets", {"count": 2}, "- a\n- b\n- c", False),
    ("bullets", {"count": 1}, "-a", False),
    ("bullets", {"count": 0}, "no list", True),
    ("numbered", {"count": 2}, "1. a\n2) b", True),
    ("numbered", {"count": 2}, "1. a\n3. b", False),
    ("numbered", {"count": 1}, "0. a", False),
    ("only_list", {}, "1. a\n\n2. b", True),
    ("only_list", {}, "Here:\n- a", False),
    ("lines", {"count": 2}, "a\n\nb", True),
    ("lines", {"count": 2}, "a", False),
    ("paragraphs", {"count": 2}, "a\nb\n\nc", True),
    ("paragraphs", {"count": 2}, "a\nb", False),
    ("sentences", {"count": 2}, "It is 3.5 long. Really?", True),
    ("sentences", {"count": 1}, "One. Two.", False),
    ("words", {"at_least": 2, "at_most": 3}, "well-known, isn't it", True),
    ("words", {"at_most": 2}, "one two three", False),
    ("words", {"at_least": 1}, "...", False),
    ("words_a_line", {"count": 2}, "a b\nc d", True),
    ("words_a_line", {"count": 2}, "a b\nc", False),
    ("contains", {"word": "cat"}, "A Cat.", True),
    ("contains", {"word": "cat"}, "concatenate", False),
    ("contains", {"word": "cat", "times": 2}, "cat, cat", True),
    ("contains", {"word": "cat", "times": 2}, "cat cat cat", False),
    ("without", {"texts": ["z"]}, "Zoo", False),
    ("without", {"texts": ["z", ","]}, "a fine day", True),
    ("starts_with", {"text": "Dear"}, "Dear Alex", True),
    ("starts_with", {"text": "Dear"}, "My Dear", False),
    ("ends_with", {"text": "all."}, "That is all.", True),
    ("ends_with", {"text": "all."}, "That is all. Bye", False),
    ("one_of", {"texts": ["yes", "no"]}, "yes", True),
    ("one_of", {"texts": ["yes", "no"]}, "yes.", False),
    ("lower_case", {}, "a moon, 2 stars.", True),
    ("lower_case", {}, "A moon", False),
    ("lower_case", {}, "12", False),
    ("upper_case", {}, "ICE!", True),
    ("upper_case", {}, "Ice", False),
    ("no_digits", {}, "eight", True),
    ("no_digits", {}, "8", False),
    ("alphabetical", {}, "1. Ant\n2. bee\n3. Cat", True),
    ("alphabetical", {}, "Here:\n- ant\n- bee", True),
    ("alphabetical", {}, "bee\nant", False),
    ("alphabetical", {}, "ant\nant", False),
    ("matches", {"pattern": r"\d+(, \d+)*"}, "2, 3", True),
    ("matches", {"pattern": r"\d+(, \d+)*"}, "2, 3 and 5", False),
    ("json_object", {"keys": {"a": "integer", "b": "truth"}}, '{"a": 1, "b": true}', True),
    ("json_object", {"keys": {"a": "integer"}}, '```json\n{"a": 1}\n```', True),
    ("json_object", {"keys": {"a": "integer"}}, 'Sure: {"a": 1}', False),
    ("json_object", {"keys": {"a": "integer"}}, '{"a": true}', False),
    ("json_object", {"keys": {"a": "integer"}}, '{"a": 1, "b": 2}', False),
    ("json_object", {"keys": {"a": "integer"}}, "[1]", False),
    ("json_list", {"count": 2, "of": "text"}, '["a", "b"]', True),
    ("json_list", {"count": 2, "of": "text"}, '["a", 1]', False),
    ("json_list", {"count": 0, "of": "text"}, "[]", True),
    ("json_list", {"count": 1, "of": "text"}, "[" * 100_000, False),
    ("csv_table", {"header": ["a", "b"], "rows": 1}, "a,b\nx,1", True),
    ("csv_table", {"header": ["a", "b"], "rows": 1}, "```csv\na, b\nx, 1\n```", True),
    ("csv_table", {"header": ["a", "b"], "rows": 1}, "a,b\nx", False),
    ("csv_table", {"header": ["a", "b"], "rows": 1}, "a,b\nx,1\ny,2", False),
    ("table", {"columns": 2, "rows": 1}, "| a | b |\n|---|:-:|\n| 1 | 2 |", True),
    ("table", {"columns": 2, "rows": 1}, "Here it is:\n| a | b |\n|---|---|\n| 1 | 2 |", False),
    ("table", {"columns": 2, "rows": 1}, "| a | b |\n| 1 | 2 |\n|---|---|", False),
    ("table", {"columns": 2, "rows": 1}, "| a | b |\n|---|---|\n| 1 |", False),
]


@pytest.mark.parametrize(("check", "asked", "reply", "is_kept"), CASES)
def test_a_check_goes_by_the_letter(check: str, asked: dict[str, Any], reply: str, is_kept: bool) -> None:
    assert CHECKS[check](reply, **asked) is is_kept


def test_every_check_has_a_reply_that_keeps_it_and_one_that_does_not() -> None:
    assert {(check, is_kept) for check, _, _, is_kept in CASES} == {(check, kept) for check in CHECKS for kept in (True, False)}


@given(st.text())
def test_no_reply_makes_a_check_fail_with_an_error(reply: str) -> None:
    for check, asked, _, _ in CASES:
        assert CHECKS[check](reply, **asked) in (True, False)
