"""Fixes are pure functions of a failure: whatever the program, they return another one or None."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaggle_utils.programs.editing import ParsedProgram, add_at_top
from kaggle_utils.programs.modules import find_attribute, find_name, load_modules, names_of
from kaggle_utils.repair import apply_fix, recognise
from kaggle_utils.repair.failure import Failure
from kaggle_utils.repair.fixes import FIXES
from kaggle_utils.repair.outcome import keeps_values, outcome_of, severity
from kaggle_utils.sandbox import Execution, Verdict
from tests.repair.table import load_programs

CODES = [program.code for program in load_programs() if program.code]
ERRORS = [
    "NameError: name 'comb' is not defined (line 1)",
    "AttributeError: module 'math' has no attribute 'combinations' (line 2)",
    "ImportError: cannot import name 'combinations' from 'math' (line 1)",
    "UnboundLocalError: cannot access local variable 'count' where it is not associated with a value (line 3)",
    "TypeError: 'int' object is not callable (line 99)",
]
# What each fix leaves alone: programs that look like those that it mends, and are meant so.
LEFT_ALONE: Mapping[str, str] = {
    "memoise": "import functools\n@functools.cache\ndef f(n):\n    return 1 if n < 2 else f(n - 1) + f(n - 2)\nprint(f(40))",
    "raise_recursion_limit": "def f(n):\n    return f(n + 1)\nf(0)",
    "print_result": "def f(n):\n    return n\nx = 3\ny = x + 1",
    "real_symbols": "from sympy import symbols\nx = symbols('x', real=True)",
    "integer_symbols": "from sympy import symbols, Function\nf = symbols('f', cls=Function)",
    "exact_division": "print(7 // 2)",
    "object_arrays": "print([1, 2])",
    "missing_import": "x = 1\nprint(x)",
    "rename_shadowing": "def sum(x):\n    return x\nprint(sum(1))",
    "return_result": "def f():\n    return 1\nprint(f())",
}


def fail(code: str, error: str | None = None, stdout: str = "") -> Failure:
    return Failure(code, Execution(Verdict.ERROR if error else Verdict.OK, stdout, error=error), None if error else "no integer")


@settings(max_examples=80, deadline=None)
@given(code=st.sampled_from(CODES), cut=st.tuples(st.integers(0, 200), st.integers(0, 40)), error=st.sampled_from(ERRORS), data=st.data())
def test_no_fix_raises_on_a_damaged_program_nor_makes_one_that_does_not_parse(
    code: str, cut: tuple[int, int], error: str, data: st.DataObject
) -> None:
    start, length = cut
    damaged = code[:start] + data.draw(st.sampled_from(["", "é", "\t", "\r\n", "\\", "²", '"""', "(", "\x0c"])) + code[start + length :]
    failure = fail(damaged, error, "[3]")
    for name, fix in FIXES.items():
        mended = fix(failure)
        if mended is not None and name != "plain_characters":
            ast.parse(mended)


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=80), verdict=st.sampled_from(Verdict), complaint=st.none() | st.text(max_size=20))
def test_any_text_is_recognised_without_an_exception(text: str, verdict: Verdict, complaint: str | None) -> None:
    failure = Failure(text, Execution(verdict, text, error=text), complaint or "no integer")
    assert next(recognise(failure)).advice
    apply_fix(failure)


@pytest.mark.parametrize(("name", "code"), LEFT_ALONE.items(), ids=LEFT_ALONE)
def test_a_fix_leaves_alone_what_is_meant_so(name: str, code: str) -> None:
    error = (
        "TypeError: 'int' object is not callable (line 3)" if name == "rename_shadowing" else "NameError: name 'x' is not defined (line 1)"
    )
    assert FIXES[name](fail(code, error)) is None


@pytest.mark.parametrize(
    "impure",
    [
        "def f(n):\n    global calls\n    calls = 1\n    return 1 if n < 2 else f(n - 1) + f(n - 2)",
        "def f(n):\n    seen.append(n)\n    return 1 if n < 2 else f(n - 1) + f(n - 2)",
        "def f(n):\n    best[n] = 1\n    return 1 if n < 2 else f(n - 1) + f(n - 2)",
        "def f(n):\n    print(n)\n    return 1 if n < 2 else f(n - 1) + f(n - 2)",
        "def f(a):\n    return 1 if not a else f([x for x in a]) + f([1])",
        "def f(n):\n    return 1 if n < 2 else f(n - 1)",
    ],
)
def test_only_pure_functions_that_branch_remember_their_results(impure: str) -> None:
    assert FIXES["memoise"](fail(impure)) is None


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("(1 + 3) / 2 / 2", 1),
        ("2 * (6 / 4)", 3),
        ("-8 / 4 + 6 / (1 + 1)", 1),
        ("[6 / 3, 2][0]", 2),
        ("1 / 3 + 2 / 3", 1),
        ("1_0.5 * 2", 21),
    ],
)
def test_exact_division_gives_the_exact_value(expression: str, value: int) -> None:
    mended = FIXES["exact_division"](fail(f"result = {expression}  # a / b"))
    assert mended is not None
    namespace: dict[str, object] = {}
    exec(mended, namespace)
    assert namespace["result"] == value
    assert type(namespace["result"]) is not float
    assert "# a / b" in mended


@pytest.mark.parametrize(("wrong", "origin"), load_modules().synonyms.items())
def test_a_synonym_stands_for_a_name_that_is_there(wrong: str, origin: object) -> None:
    found = load_modules().synonyms[wrong]
    assert found.name in names_of(found.module)


@pytest.mark.parametrize(
    ("name", "uses_sympy", "module"),
    [
        ("comb", False, "math"),
        ("sqrt", False, "math"),
        ("sqrt", True, "sympy"),
        ("permutations", True, "itertools"),
        ("totient", False, "sympy"),
    ],
)
def test_a_name_that_several_modules_have_comes_from_the_one_that_makes_sense(name: str, uses_sympy: bool, module: str) -> None:
    origin = find_name(name, uses_sympy)
    assert origin is not None
    assert origin.module == module


def test_single_letters_and_private_names_come_from_nowhere() -> None:
    assert [find_name(name, uses_sympy=True) for name in ("N", "x", "I", "_")] == [None] * 4


def test_an_attribute_is_looked_for_in_the_module_elsewhere_and_by_its_likeness() -> None:
    found = [find_attribute("math", name) for name in ("combinations", "isprime", "max", "factoral", "nothing_of_the_kind")]
    assert [origin and (origin.module, origin.name) for origin in found] == [
        ("math", "comb"), ("sympy", "isprime"), ("", "max"), ("math", "factorial"), None,
    ]  # fmt: skip


def test_lines_at_the_top_go_after_the_docstring_and_imports_from_the_future() -> None:
    code = '"""Doc."""\nfrom __future__ import annotations\nx = 1\n'
    assert add_at_top(code, "import math") == '"""Doc."""\nfrom __future__ import annotations\nimport math\nx = 1\n'


def test_places_count_characters_where_columns_count_bytes() -> None:
    source = ParsedProgram("x = 'é', y")
    name = source.tree.body[0].value.elts[1]  # type: ignore[attr-defined]
    assert source.text(name) == "y"


def test_badness_goes_from_accepted_to_no_program() -> None:
    runs = [
        severity(Execution(Verdict.OK, "5\n"), refused=False),
        severity(Execution(Verdict.OK, "x\n"), refused=True),
        severity(Execution(Verdict.OK), refused=True),
        *[severity(Execution(verdict), refused=True) for verdict in (Verdict.ERROR, Verdict.TIMEOUT, Verdict.CRASH, Verdict.SYNTAX)],
        severity(None, refused=True),
    ]
    assert runs == sorted(set(runs))
    assert [outcome_of(3, after) for after in (0, 2, 3, 4)] == ["fixed", "not fixed", "not fixed", "made worse"]


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (Execution(Verdict.ERROR, "3\n"), "3\n5\n", True),
        (Execution(Verdict.ERROR, "3.0\n"), "3\n", True),
        (Execution(Verdict.ERROR, "3\n"), "4\n", False),
        (Execution(Verdict.ERROR, "3\n"), "", False),
        (Execution(Verdict.TIMEOUT, "3\n12"), "3\n125\n", True),
        (Execution(Verdict.OK, "n = x\n"), "7\n", True),
    ],
)
def test_a_fix_must_keep_every_integer_that_was_printed(before: Execution, after: str, kept: bool) -> None:
    assert keeps_values(before, Execution(Verdict.OK, after)) is kept
