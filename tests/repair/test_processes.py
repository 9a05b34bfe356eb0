"""What a program computes with processes it computes with threads."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kaggle_utils.repair.failure import Failure
from kaggle_utils.repair.fixes import FIXES
from kaggle_utils.sandbox import Execution, Sandbox, Verdict
from tests.sandbox.plain_python import read_table, run_file

LEFT_TO_THE_MODEL = {"process manager", "process value", "pool initializer", "shared memory", "subclass of Process"}
PROGRAMS = {name: code for name, code in read_table("processes.txt").items() if name not in LEFT_TO_THE_MODEL}


def mend(code: str) -> str | None:
    return FIXES["threads_for_processes"](Failure(code, Execution(Verdict.ERROR, error="PermissionError: …")))


@pytest.mark.parametrize("name", PROGRAMS)
async def test_threads_print_what_processes_would(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    mended = mend(PROGRAMS[name])
    assert mended is not None
    _, printed = await asyncio.to_thread(run_file, PROGRAMS[name], tmp_path)
    execution = await sandbox.run(mended, timeout=30)
    assert (execution.verdict, execution.stdout) == (Verdict.OK, printed), execution


@pytest.mark.parametrize(
    "code",
    [
        "from multiprocessing.pool import ThreadPool\nwith ThreadPool(4) as p: print(p.map(abs, [1]))",
        "class Pool:\n    def __init__(self, n): pass\nPool(4)",
        "pool = mine.Pool(3)",
        "from multiprocessing import Manager\nManager()",
        "from multiprocessing import Pool\nPool(*arguments)",
        "from multiprocessing import Pool\nPool(**options)",
        "from multiprocessing import *\nPool(3)",
        "import multiprocessing as mp\nmp.Pool(2, initargs=(mp.Process(target=f),))",
    ],
)
def test_anything_but_a_plain_pool_of_processes_is_left_alone(code: str) -> None:
    assert mend(code) is None


@pytest.mark.parametrize(
    "function",
    [
        "total = 0\ndef f(x):\n    global total\n    total += x\n    return total",
        "memo = {}\ndef f(x):\n    memo[x] = x\n    return len(memo)",
        "seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)",
        "def f(board):\n    board[0] = 1\n    return sum(board)",
        "def f(grid):\n    row = grid[0]\n    row[0] += 1\n    return row",
        "def f(grid):\n    for row in grid: row.append(1)\n    return grid",
        "def f(grid):\n    rows = list(grid)\n    rows[0][0] = 5\n    return rows",
        "def f(grid):\n    rows = [row for row in grid]\n    rows[0][0] = 5\n    return rows",
        "def f(grid):\n    rows = grid[:]\n    rows[0] = 5\n    return rows",
        "def f(items):\n    items += [1]\n    return len(items)",
        "import heapq\ndef f(heap):\n    heapq.heappush(heap, 1)\n    return len(heap)",
        "def f(items):\n    del items[0]\n    return items",
        "def g(items): items.sort()\ndef f(items):\n    g(items)\n    return items",
        "class A:\n    def step(self): self.n = 1\ndef f(a):\n    a.step()\n    return a.n",
        "import random\ndef f(items):\n    random.shuffle(items)\n    return items[0]",
        "def f(items):\n    first, rest = items[0], items\n    rest.pop()\n    return first",
    ],
)
def test_what_processes_would_do_to_copies_is_left_to_the_model(function: str) -> None:
    program = "from multiprocessing import Pool\n" + function + "\nwith Pool(2) as pool:\n    print(pool.map(f, work))"
    assert mend(program) is None


@pytest.mark.parametrize(
    "function",
    [
        "def f(n):\n    total = 0\n    for i in range(n):\n        total += i\n    n -= 1\n    return total",
        "def f(n):\n    dp = [[0] * n for _ in range(n)]\n    dp[0][0] = 1\n    return dp",
        "def f(n):\n    a, b = 0, 1\n    for _ in range(n): a, b = b, a + b\n    return a",
        "def f(n):\n    found = []\n    found.append(n)\n    counts = {}\n    counts[n] = 1\n    return found, counts",
        "from functools import cache\n@cache\ndef g(n): return n\ndef f(n): return g(n)",
        "def f(items):\n    own = sorted(items)\n    own.pop()\n    return own",
        "import copy\ndef f(grid):\n    own = copy.deepcopy(grid)\n    own[0][0] = 1\n    return own",
        "def f(grid):\n    own = [row[:] for row in grid]\n    own[0][0] = 1\n    return own",
        "state = []\ndef unused(): state.append(1)\ndef f(n): return n",
    ],
)
def test_functions_that_change_what_they_made_themselves_are_run_by_threads(function: str) -> None:
    program = "from multiprocessing import Pool\n" + function + "\nwith Pool(2) as pool:\n    print(pool.map(f, work))"
    assert mend(program) is not None


POOL = "from multiprocessing.pool import ThreadPool as Pool\n"


@pytest.mark.parametrize(
    ("code", "mended"),
    [
        ("from multiprocessing import Pool\nPool()", f"{POOL}Pool(1)"),
        ("from multiprocessing import Pool\nPool(4, maxtasksperchild=1, initializer=f)", f"{POOL}Pool(1, initializer=f)"),
        ("from multiprocessing import Pool\nPool(8, init, (2,))", f"{POOL}Pool(1, init, (2,))"),
        ("from multiprocessing import Pool\nPool(8, init, (2,), 5)", None),
        (
            "from multiprocessing import Pool as P, Lock\nP(2)",
            "from multiprocessing.pool import ThreadPool as P; from multiprocessing import Lock\nP(1)",
        ),
        (
            "import multiprocessing as mp\nmp.pool.Pool(2)",
            "import multiprocessing.pool\nimport multiprocessing as mp\nmultiprocessing.pool.ThreadPool(1)",
        ),
        (
            "from concurrent import futures\nfutures.ProcessPoolExecutor(2)",
            "import concurrent.futures\nfrom concurrent import futures\nconcurrent.futures.ThreadPoolExecutor(1)",
        ),
        (
            "from multiprocessing import Process\nProcess(target=f, args=(1,), daemon=True)",
            "from multiprocessing.dummy import Process\nProcess(target=f, args=(1,))",
        ),
    ],
)
def test_a_pool_becomes_one_thread_under_the_same_name(code: str, mended: str | None) -> None:
    assert mend(code) == mended
