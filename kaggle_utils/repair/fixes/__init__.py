"""Deterministic fixes by their names in the catalogue: pure functions from a failure to a changed program, or None."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kaggle_utils.repair.failure import Failure
from kaggle_utils.repair.fixes.division import exact_division, whole_range_bounds
from kaggle_utils.repair.fixes.imports import missing_import, unknown_attribute, unknown_import
from kaggle_utils.repair.fixes.limits import end_regularly, lift_digit_limit, object_arrays
from kaggle_utils.repair.fixes.printing import evaluate_printed, print_result, return_result, unwrap_printed
from kaggle_utils.repair.fixes.processes import threads_for_processes
from kaggle_utils.repair.fixes.recursion import memoise, raise_recursion_limit
from kaggle_utils.repair.fixes.renaming import declare_outer_name, python_3_names, rename_shadowing
from kaggle_utils.repair.fixes.symbols import integer_symbols, real_symbols
from kaggle_utils.repair.fixes.syntax import (
    even_indentation,
    plain_characters,
    print_as_function,
    prose_to_comments,
    punctuation_added,
    torn_end_dropped,
)

Fix = Callable[[Failure], str | None]

_ALL: tuple[Fix, ...] = (
    declare_outer_name,
    end_regularly,
    evaluate_printed,
    even_indentation,
    exact_division,
    integer_symbols,
    lift_digit_limit,
    memoise,
    missing_import,
    object_arrays,
    plain_characters,
    print_as_function,
    print_result,
    prose_to_comments,
    punctuation_added,
    python_3_names,
    raise_recursion_limit,
    real_symbols,
    rename_shadowing,
    return_result,
    threads_for_processes,
    torn_end_dropped,
    unknown_attribute,
    unknown_import,
    unwrap_printed,
    whole_range_bounds,
)
FIXES: Mapping[str, Fix] = {fix.__name__: fix for fix in _ALL}

__all__ = ["FIXES", "Fix"]
