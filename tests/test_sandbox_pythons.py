"""The sandbox's tests on other Pythons: those that are not installed are listed, the pins are found. Running them is `make`'s affair."""

from __future__ import annotations

import pytest

from tests.sandbox_pythons import NEEDED, Outcome, main, requirements


def test_a_python_that_is_not_installed_is_listed_as_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--python", "3.99"]) == 1
    assert capsys.readouterr().out == "3.99     not run: it is neither on the path nor among pyenv's\n"


def test_every_package_is_pinned_but_what_another_brings() -> None:
    assert [line.partition("==")[0] for line in requirements()] == list(NEEDED)
    assert [line for line in requirements() if "==" not in line] == ["nbformat"]


def test_an_outcome_is_a_line() -> None:
    assert str(Outcome("3.12", "3.12.1", "150 passed", 61.4, passed=True)) == "3.12     3.12.1   passed: 150 passed in 61 s"
    assert str(Outcome("3.12", "3.12.1", "1 failed, 149 passed", 61.4)).startswith("3.12     3.12.1   FAILED: 1 failed")
