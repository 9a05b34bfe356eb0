"""The package's own names: loaded when they are used, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

import kaggle_utils


def run_fresh(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("name", kaggle_utils.__all__)
def test_every_name_resolves(name: str) -> None:
    assert getattr(kaggle_utils, name) is not None
    assert name in dir(kaggle_utils)


def test_a_star_import_brings_every_name() -> None:
    assert run_fresh("from kaggle_utils import *; print(Solver.__name__, Verdict.__name__)") == "Solver Verdict\n"


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'kaggle_utils' has no attribute 'Slover'"):
        kaggle_utils.Slover  # type: ignore[attr-defined]  # noqa: B018


def test_a_name_that_does_not_exist_cannot_be_imported() -> None:
    with pytest.raises(ImportError, match="cannot import name 'Slover'"):
        from kaggle_utils import Slover  # type: ignore[attr-defined]  # noqa: F401


def test_the_solver_can_be_imported_from_the_package_and_is_the_solvers() -> None:
    assert run_fresh("from kaggle_utils import Solver; print(Solver.__module__)") == "kaggle_utils.solver\n"


def test_importing_the_package_loads_none_of_its_parts() -> None:
    code = "import sys, kaggle_utils; print([name for name in sys.modules if name.startswith('kaggle_utils.')])"
    assert run_fresh(code) == "[]\n"


def test_asking_for_a_commands_help_loads_no_strategy() -> None:
    code = """
import sys
from kaggle_utils.cli import main
try:
    main(["plan", "-h"])
except SystemExit:
    print([name for name in sys.modules if name.startswith(("kaggle_utils.strategies", "kaggle_utils.solver", "asyncio"))])
"""
    assert run_fresh(code).endswith("\n[]\n")
