"""Where a name comes from: the installed modules are read, and those of others are not imported for it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kaggle_utils.programs.modules import Origin, find_attribute, find_module, find_name, load_modules, names_of


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An installed package of two files, named after the test's own folder, because what a module holds is read once."""
    name = f"package_{tmp_path.parent.name}_{tmp_path.name}".replace("-", "_")
    (tmp_path / name / "inner").mkdir(parents=True)
    (tmp_path / name / "__init__.py").write_text(
        "import os\nimport os.path as joined, xml.dom\nfrom math import comb, perm as permute\n"
        "raise_it = lambda: hidden\nfor turn in (): pass\n_private = 1\n"
        "try:\n    if raise_it:\n        deep = 1\nexcept Exception as error:\n    caught: int = 2\n"
        "def function():\n    local = 1\nasync def coroutine(): pass\nclass Class:\n    attribute = 1\n"
        "raise RuntimeError('imported')\n"
    )
    (tmp_path / name / "part.py").write_text("def in_a_part(): pass\n")
    (tmp_path / name / "inner" / "__init__.py").write_text("def in_a_folder(): pass\n")
    (tmp_path / name / "binary.so").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    return name


def test_the_names_of_a_package_are_those_that_its_own_statements_bind(package: str) -> None:
    assert names_of(package) == {
        "os", "joined", "xml", "comb", "permute", "raise_it", "turn", "deep", "caught", "function", "coroutine", "Class",
    }  # fmt: skip
    assert package not in sys.modules


def test_the_parts_of_a_package_have_names_of_their_own(package: str) -> None:
    assert names_of(f"{package}.part") == {"in_a_part"}
    assert names_of(f"{package}.inner") == {"in_a_folder"}


@pytest.mark.parametrize("part", ["binary", "missing", "part.deeper"])
def test_what_is_not_written_in_python_or_not_there_has_none(package: str, part: str) -> None:
    assert names_of(f"{package}.{part}") == frozenset()


@pytest.mark.parametrize("module", ["not_installed_at_all", "math.nothing", "os.nothing"])
def test_a_module_that_is_not_installed_has_none(module: str) -> None:
    assert names_of(module) == frozenset()


def test_a_module_of_the_standard_library_has_its_public_names() -> None:
    assert {"comb", "gcd", "pi"} <= names_of("math")
    assert {"dirname", "join"} <= names_of("os.path")
    assert "__name__" not in names_of("math")


@pytest.mark.parametrize(
    ("name", "module"),
    [("np", "numpy"), ("sp", "sympy"), ("math", "math"), ("os.path", "os.path"), ("sympy.ntheory", "sympy.ntheory")]
    + [(name, None) for name in ("nothing_of_the_kind", "math.nothing", "sympy.nothing", "x")],
)
def test_an_alias_stands_for_a_module_that_is_installed(name: str, module: str | None) -> None:
    assert find_module(name) == module


@pytest.mark.parametrize(("wrong", "origin"), load_modules().synonyms.items())
def test_a_synonym_stands_for_a_name_that_is_there(wrong: str, origin: Origin) -> None:
    assert origin.name in names_of(origin.module or "builtins")


@pytest.mark.parametrize(
    ("name", "uses_sympy", "origin"),
    [
        ("comb", False, Origin("math", "comb")),
        ("sqrt", False, Origin("math", "sqrt")),
        ("sqrt", True, Origin("sympy", "sqrt")),
        ("permutations", True, Origin("itertools", "permutations")),
        ("totient", False, Origin("sympy", "totient")),
        ("pi", False, Origin("math", "pi")),
        ("nCr", False, Origin("math", "comb")),
        ("N", True, None),
        ("x", True, None),
        ("_", True, None),
        ("__name__", False, None),
        ("nothing_of_the_kind", False, None),
    ],
)
def test_a_name_that_several_modules_have_comes_from_the_one_that_makes_sense(name: str, uses_sympy: bool, origin: Origin | None) -> None:
    assert find_name(name, uses_sympy) == origin


@pytest.mark.parametrize(
    ("module", "name", "origin"),
    [
        ("math", "combinations", Origin("math", "comb")),
        ("itertools", "nCr", Origin("math", "comb")),
        ("sympy", "combinations", Origin("itertools", "combinations")),
        ("math", "isprime", Origin("sympy", "isprime")),
        ("math", "max", Origin("", "max")),
        ("math", "phi", Origin("sympy", "totient")),
        ("sympy", "phi", Origin("sympy", "totient")),
        ("numpy", "phi", Origin("mpmath", "phi")),
        ("math", "factoral", Origin("math", "factorial")),
        ("math", "fctrl", None),
        ("sympy", "sqrt", Origin("sympy", "sqrt")),
        ("numpy", "sqrt", Origin("math", "sqrt")),
        ("math", "nothing_of_the_kind", None),
    ],
)
def test_an_attribute_is_looked_for_by_its_synonyms_elsewhere_and_by_its_likeness(module: str, name: str, origin: Origin | None) -> None:
    assert find_attribute(module, name) == origin
