"""The task's own tests decide, and a program cannot talk them out of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.tasks.code_files import read_humaneval, read_mbpp
from kaggle_utils.evaluation.tasks.code_tests import CodeTests, judge, note_calls
from kaggle_utils.sandbox import Sandbox
from tests.evaluation.tasks.conftest import HUMANEVAL, MBPP

TASK = CodeTests(
    "task",
    "root",
    "import math",
    "import math\ndef root(n):\n    return math.isqrt(n)",
    "def check(candidate):\n    assert candidate(16) == 4\n    assert abs(candidate(10**12) - 10**6) < 0.5\n"
    "    for n in range(50):\n        assert candidate(n) ** 2 <= n\n\ncheck(root)\n",
)
RIGHT = {
    "as the solution": "def root(n):\n    return math.isqrt(n)",
    "with its own imports": "from __future__ import annotations\nfrom math import isqrt\ndef root(n: int) -> int:\n    return isqrt(n)",
    "as a float": "def root(n):\n    return float(math.isqrt(n))",
    "with talk, and a script that is not run": (
        "print('hello')\ndef root(n):\n    print(n)\n    return int(n ** .5)\nif __name__ == '__main__':\n    input()"
    ),
    "a dataclass": "from dataclasses import dataclass\n@dataclass\nclass R:\n    n: int\ndef root(n):\n    return math.isqrt(R(n).n)",
    "recursive": "def root(n):\n    return 0 if n == 0 else (r := 2 * root(n // 4)) + ((r + 1) ** 2 <= n)",
}
WRONG = {
    "wrong values": "def root(n):\n    return n // 2",
    "right at first": "def root(n):\n    return 4 if n == 16 else 0",
    "no such function": "def radix(n):\n    return math.isqrt(n)",
    "not a program": "def root(n:\n    return 4",
    "it raises": "def root(n):\n    raise ValueError(n)",
    "it never returns": "def root(n):\n    while True: pass",
    "it exits before the tests": "import sys\nsys.exit(0)",
    "it exits when it is called": "import sys\ndef root(n):\n    sys.exit(0)",
    "it ends the process": "import os\ndef root(n):\n    os._exit(0)",
    "it prints a success": "def root(n):\n    print('the tests passed')\n    return 0",
    "it prints results at the end": "import atexit\natexit.register(lambda: print('eJyLjgUAARUAuQ=='))\ndef root(n):\n    return 0",
    "it replaces abs and range": "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.range = lambda n: []\ndef root(n):\n    return 4",
    "it is equal to everything": (
        "class Any(int):\n    __eq__ = __le__ = __lt__ = lambda self, other: True\n"
        "    __sub__ = __pow__ = lambda self, other: Any()\n    __abs__ = lambda self: Any()\n"
        "def root(n):\n    return Any()"
    ),
    "an object that is equal to everything": (
        "class Any:\n    def __getattr__(self, name): return lambda *a: True\n    __eq__ = lambda self, other: True\n"
        "def root(n):\n    return Any()"
    ),
    "it replaces the driver": "import __main__\n__main__._print = __main__.encode = lambda *a: None\ndef root(n):\n    return 0",
    "it replaces the errors": "import builtins\nbuiltins.AssertionError = type('E', (Exception,), {})\ndef root(n):\n    return 0",
    "it replaces the check": "def check(candidate):\n    pass\ndef root(n):\n    return 0",
    "it traces the tests away": (
        "import sys\nsys.settrace(lambda *a: None)\nsys.excepthook = lambda *a: sys.exit(0)\ndef root(n):\n    return 0"
    ),
    "it floods": "def root(n):\n    print('x' * 9_000_000)\n    return 4",
}


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("program", RIGHT.values(), ids=RIGHT)
async def test_a_right_program_passes(program: str, shared_sandbox: Sandbox) -> None:
    calls = await note_calls(TASK, shared_sandbox)
    verdict = await judge(TASK, calls, program, shared_sandbox, 60.0)
    assert verdict.passed, verdict.reason


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("program", WRONG.values(), ids=WRONG)
async def test_a_program_that_is_wrong_or_cheats_does_not_pass_and_the_reason_is_said(program: str, shared_sandbox: Sandbox) -> None:
    calls = await note_calls(TASK, shared_sandbox)
    verdict = await judge(TASK, calls, program, shared_sandbox, 3.0)
    assert not verdict.passed
    assert verdict.reason


@pytest.mark.asyncio(loop_scope="session")
async def test_a_program_has_three_times_the_time_of_the_reference_solution(shared_sandbox: Sandbox) -> None:
    calls = replace(await note_calls(TASK, shared_sandbox), seconds=20.0)
    slow = "import time\ntime.sleep(1)\n" + TASK.solution
    assert (await judge(TASK, calls, slow, shared_sandbox, 0.5)).passed
    assert not (await judge(TASK, replace(calls, seconds=0.0), slow, shared_sandbox, 0.5)).passed


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"solution": "def root(n):\n    return n"}, "does not pass its own tests"),
        ({"tests": "assert True"}, "no call"),
        ({"given": "1 +"}, "SyntaxError"),
    ],
)
async def test_a_task_whose_solution_fails_is_refused(changes: dict[str, str], what: str, shared_sandbox: Sandbox) -> None:
    damaged = CodeTests(**{**vars(TASK), **changes})
    with pytest.raises(InputError, match=what):
        await note_calls(damaged, shared_sandbox)


SAMPLE = [tests for _, tests in [*read_humaneval(HUMANEVAL), *read_mbpp(MBPP)]]


def test_the_sample_has_thirty_of_each() -> None:
    assert [sum(tests.id.startswith(name) for tests in SAMPLE) for name in ("HumanEval/", "MBPP/")] == [30, 30]


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("tests", SAMPLE, ids=lambda tests: tests.id)
async def test_the_reference_solution_passes_and_one_that_returns_nothing_does_not(tests: CodeTests, shared_sandbox: Sandbox) -> None:
    calls = await note_calls(tests, shared_sandbox)
    verdict = await judge(tests, calls, tests.solution, shared_sandbox, 60.0)
    assert verdict.passed, verdict.reason
    nothing = await judge(
        tests, calls, f"class Nothing:\n    pass\ndef {tests.entry}(*arguments):\n    return Nothing()", shared_sandbox, 60.0
    )
    assert not nothing.passed
