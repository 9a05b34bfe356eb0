"""Every field that a user can set says below itself what it means."""

from __future__ import annotations

import ast
import inspect
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.settings import Settings
from kaggle_utils.settings.attempt_settings import AttemptSettings
from kaggle_utils.settings.prompt_options import PromptOptions


@pytest.mark.parametrize("record", [Settings, PromptOptions, AttemptSettings], ids=lambda record: record.__name__)
def test_every_field_has_a_docstring_of_one_line(record: Any) -> None:
    documented = docstrings_of_fields(record)
    assert list(documented) == [field.name for field in fields(record)]
    assert {name: text for name, text in documented.items() if not text.strip() or "\n" in text} == {}


def test_a_field_without_a_docstring_is_noticed() -> None:
    tree = ast.parse("class Record:\n    a: int = 1\n    b: int = 2\n    'The second.'\n    c: int = 3\n")
    assert docstrings_in(tree, "Record") == {"a": "", "b": "The second.", "c": ""}


def docstrings_of_fields(record: type) -> dict[str, str]:
    """The text below each field of a class, "" where there is none."""
    return docstrings_in(ast.parse(Path(inspect.getfile(record)).read_text(encoding="utf-8")), record.__name__)


def docstrings_in(tree: ast.Module, name: str) -> dict[str, str]:
    """The text below each field of the class of this name, "" where there is none."""
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    following = [*body[1:], ast.Pass()]
    return {
        node.target.id: _text(after)
        for node, after in zip(body, following, strict=True)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


def _text(node: ast.stmt) -> str:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    return node.value.value if is_text else ""  # type: ignore[attr-defined]
