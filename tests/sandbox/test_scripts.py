"""A program is run as ``python program.py`` would run its file: the same output, and a verdict that says what the exit code says."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kaggle_utils.sandbox import Sandbox, Verdict
from tests.sandbox.plain_python import read_table, run_file, without_directories

SCRIPTS = read_table("scripts.txt") | {
    "byte-order mark": "\ufeffprint(1)",
    "byte-order mark before a docstring": '\ufeff"""Doc."""\nprint(__doc__, open(__file__, "rb").read()[:3])',
    "byte-order mark and a source": "\ufeffimport inspect\ndef f(): return 1\nprint(inspect.getsource(f), __loader__.get_source(__name__))",
    "two byte-order marks": "\ufeff\ufeffprint(1)",
    "line ends of Windows": "if True:\r\n\tprint(1)\r\nimport inspect\r\ndef f():\r\n    return 2\r\nprint(repr(inspect.getsource(f)))\r\n",
    "line ends of old": "import inspect\rdef f(): return 2\rprint(inspect.getsource(f))\r",
    "form feed": "import inspect\n\x0cdef f(): return 2\nprint(inspect.getsource(f))",
    "no line end at the end": "import linecache\nprint(repr(linecache.getline(__file__, 3)))\n# the end",
    "separators that end no line": "import inspect\ndef f(): return '\x1c\u2028'\nprint(inspect.getsource(f))",
}


@pytest.mark.parametrize("name", SCRIPTS)
async def test_a_program_is_run_as_its_file_would_be(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    verdict, printed = await asyncio.to_thread(run_file, SCRIPTS[name], tmp_path)
    execution = await sandbox.run(SCRIPTS[name], timeout=30)
    assert (execution.verdict, without_directories(execution.stdout)) == (verdict, without_directories(printed)), execution


async def test_a_program_that_removes_or_replaces_its_file_leaves_nothing(sandbox: Sandbox) -> None:
    spoilers = ["os.remove(__file__)", "os.remove(__file__); os.mkdir(__file__)", "os.remove(__file__); os.symlink('/', __file__)"]
    for spoiler in spoilers * 2:
        assert (await sandbox.run(f"import os\n{spoiler}\nprint(1)")).stdout == "1\n"
        assert (await sandbox.run("import os\nprint(os.listdir(), open(__file__).read()[:6])")).stdout == "['program.py'] import\n"


async def test_a_program_whose_file_cannot_be_written_runs_and_says_so(sandbox: Sandbox) -> None:
    code = f"print(6 * 7)  # {'x' * 16 * 2**20}"  # a file may have 16 MiB
    execution = await sandbox.run(code, timeout=60)
    assert (execution.verdict, execution.stdout) == (Verdict.OK, "42\n")
    assert execution.stderr == "program.py could not be written: [Errno 27] File too large\n"


CELLS = read_table("cells.txt")


@pytest.mark.parametrize("name", CELLS)
async def test_cells_are_run_as_in_a_notebook(name: str, sandbox: Sandbox) -> None:
    text, printed = CELLS[name].split("--- prints\n")
    async with sandbox.session() as session:
        executions = [await session.run(cell, timeout=30) for cell in text.split("--- next cell\n")]
    assert [execution.error for execution in executions if not execution.ok] == []
    assert executions[-1].stdout == printed


async def test_a_cell_may_begin_with_a_byte_order_mark(sandbox: Sandbox) -> None:
    async with sandbox.session() as session:
        assert (await session.run("\ufeffprint(4)")).stdout == "4\n"


async def test_the_line_of_an_error_is_found_in_whichever_cell_it_is(sandbox: Sandbox) -> None:
    async with sandbox.session() as session:
        await session.run("x = 1\n\ndef f():\n    return 1 / 0")
        assert (await session.run("f()")).error == "ZeroDivisionError: division by zero (line 4)"
        assert (await session.run("\nx = y")).error == "NameError: name 'y' is not defined (line 2)"


async def test_a_cell_that_was_undone_leaves_no_source(sandbox: Sandbox) -> None:
    async with sandbox.session() as session:
        await session.run("import inspect, os")
        await session.run("def f(): return 'undone'\nos._exit(0)")
        await session.run("def f(): return 'kept'")
        assert (await session.run("print(inspect.getsource(f))")).stdout == "def f(): return 'kept'\n\n"
