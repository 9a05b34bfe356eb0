"""What stands after an opening fence on its line."""

from __future__ import annotations

import pytest

from kaggle_utils.answers.info_string import is_label, is_python, split_info


@pytest.mark.parametrize(
    ("info", "label", "python"),
    [
        ("python", True, True),
        ("Python3", True, True),
        ("{.python}", True, True),
        ("python print(1)", True, True),
        ("c++", True, False),
        ("output", True, False),
        ("pythonic", True, False),
        ("Then it is run", False, False),
        ("", False, False),
        ("42", False, False),
    ],
)
def test_a_word_is_a_label_and_some_are_python_s(info: str, label: bool, python: bool) -> None:
    assert (is_label(info), is_python(info)) == (label, python)


@pytest.mark.parametrize(
    ("info", "parts"),
    [
        (" Python ", ("python", "")),
        ("Python print(X)", ("python", "print(X)")),
        ("import math", ("", "import math")),
        ("Output of it", ("output of it", "")),
        ('python title="X"', ('python title="x"', "")),
        ("", ("", "")),
    ],
)
def test_code_after_the_label_is_kept_as_it_is_written(info: str, parts: tuple[str, str]) -> None:
    assert split_info(info) == parts
