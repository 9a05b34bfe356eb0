"""Detectors by their names in the catalogue: tests of a failure that verdict, message and output do not answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kaggle_utils.repair.failure import Failure
from kaggle_utils.repair.fixes import Fix
from kaggle_utils.repair.fixes.imports import missing_import
from kaggle_utils.repair.fixes.recursion import has_branching_recursion
from kaggle_utils.repair.fixes.renaming import rename_shadowing
from kaggle_utils.repair.fixes.symbols import has_free_symbols
from kaggle_utils.repair.fixes.syntax import is_prose, is_torn, punctuation_added

Detector = Callable[[Failure], bool]


def has_prose(failure: Failure) -> bool:
    """Whether the line at which the parser stopped is a sentence or markup."""
    lines = failure.code.split("\n")
    return failure.line is not None and failure.line <= len(lines) and is_prose(lines[failure.line - 1])


def solves_equations(failure: Failure) -> bool:
    """Whether a program asks sympy to solve something."""
    return "solve" in failure.code and "sympy" in failure.code


def _mended_by(fix: Fix) -> Detector:
    """Whether a fix changes the program: for failures that are recognised by trying their fix."""
    return lambda failure: fix(failure) is not None


DETECTORS: Mapping[str, Detector] = {
    "can_be_imported": _mended_by(missing_import),
    "has_branching_recursion": has_branching_recursion,
    "has_free_symbols": has_free_symbols,
    "has_prose": has_prose,
    "hides_a_builtin": _mended_by(rename_shadowing),
    "is_torn": is_torn,
    "lacks_punctuation": _mended_by(punctuation_added),
    "solves_equations": solves_equations,
}
