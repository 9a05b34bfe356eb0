"""The places that a sandbox is used from: a worker thread of a server, a notebook whose loop already runs."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import REPOSITORY

CELL = """
from kaggle_utils.sandbox import Sandbox
async with Sandbox(workers=1) as sandbox:
    first = await sandbox.run('print(6 * 7)')
    async with sandbox.session() as session:
        await session.run('x = 1')
        second = await session.run('x')
print(repr(first.stdout), repr(second.stdout))
"""


def test_it_works_in_the_worker_threads_of_a_server() -> None:
    """As gRPC has them: a pool of threads without loops; the sandbox is entered in one and used in others."""
    sandbox = Sandbox(workers=1)
    with ThreadPoolExecutor(4) as pool:
        pool.submit(asyncio.run, sandbox.__aenter__()).result()
        outputs = list(pool.map(lambda number: asyncio.run(sandbox.run(f"print({number})")).stdout, range(8)))
        pool.submit(asyncio.run, sandbox.__aexit__(None, None, None)).result()
    assert outputs == [f"{number}\n" for number in range(8)]


def test_it_works_in_a_notebook_whose_loop_already_runs(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    path = tmp_path / "notebook.ipynb"
    nbformat.write(notebook, path)
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--log-level=WARN", "--execute", "--to", "notebook", "--inplace", str(path)],
        check=True, env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip
    assert "'42\\n' '1\\n'" in nbformat.read(path, as_version=4).cells[0].outputs[0].text
