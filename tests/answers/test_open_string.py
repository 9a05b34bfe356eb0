"""A fence that stands in a string of the program does not end its block."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.open_string import MAX_FENCES, MAX_LENGTH, lines_to_real_end

OPEN = 'x = """\n'


@pytest.mark.parametrize(
    ("code", "later", "count"),
    [
        ("x = 1\n", ["```\n", "```\n"], 0),
        (OPEN, ["```\n", '"""\n', "```\n"], 2),
        ("x = '''\n", ["```\n", "'''\n", "```\n"], 2),
        (OPEN, ["```\n", '"""\n', " ``` \n"], 2),
        (OPEN, ["```\n", '"""\n', "print(x)\n", "```\n", "```\n"], 3),
        (OPEN, ["```\n", '"""\n', "(\n", "```\n"], 0),
        (OPEN, ["```\n", "```\n", '"""\n', "```\n"], 3),
        (OPEN, ["```\n", '"""\n', "print(x)\n"], 0),
        (OPEN, ["```\n", '"""\n', "```text\n", "```\n"], 0),
        ('x = """a"""\n', ["```\n", "```\n"], 0),
        ('# """\n', ["```\n", "```\n"], 0),
        ('x = \'"""\'\n', ["```\n", "```\n"], 0),
        (OPEN + "a" * (MAX_LENGTH - len(OPEN)), ["```\n", '"""\n', "```\n"], 0),
        (OPEN + "a" * (MAX_LENGTH - len(OPEN) - 8), ["```\n", '"""\n', "```\n"], 2),
        (OPEN + "a" * (MAX_LENGTH - len(OPEN) - 7), ["```\n", '"""\n', "```\n"], 0),
        (OPEN, [*["```\n"] * (MAX_FENCES - 1), '"""\n', "```\n"], MAX_FENCES),
        (OPEN, [*["```\n"] * MAX_FENCES, '"""\n', "```\n"], MAX_FENCES + 1),
        (OPEN, [*["```\n"] * (MAX_FENCES + 1), '"""\n', "```\n"], 0),
    ],
    ids=range(18),
)
def test_the_fence_that_closes_is_the_one_with_which_the_block_is_a_program(code: str, later: list[str], count: int) -> None:
    assert lines_to_real_end(code, later, "```") == count
