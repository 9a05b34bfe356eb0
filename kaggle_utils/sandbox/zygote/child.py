"""What a forked child does: confine itself, wait for an order, run the program or the cells in it, report, and end."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from contextlib import suppress
from typing import NoReturn

from kaggle_utils.sandbox.zygote import cell_loop, execute
from kaggle_utils.sandbox.zygote.channels import read_order, report
from kaggle_utils.sandbox.zygote.confine import SETUP_FAILED, Setup, confine, confine_for_order, enter_slot
from kaggle_utils.sandbox.zygote.interpreter import prepare_interpreter, script_main, write_program
from kaggle_utils.sandbox.zygote.slots import PROGRAM


def run_child(setup: Setup) -> NoReturn:
    """Be a child, from the fork to its end."""
    try:
        enter_slot(setup)
        confine(setup)
        prepare_interpreter(setup.directory)
        serve(setup)
    except BaseException as error:
        with suppress(BaseException):
            report("", {"verdict": "harness", "error": f"the child could not be set up: {type(error).__name__}: {error}"})
    os._exit(SETUP_FAILED)


def serve(setup: Setup) -> NoReturn:
    """Take an order: one program, or a session whose cells follow until the channel closes."""
    order = read_order()
    confine_for_order(setup, order)
    if order["do"] == "open":
        cell_loop.serve(order["nonce"], setup.server)
    run_once(order["code"], order["nonce"], setup.directory)


def run_once(code: str, nonce: str, directory: str) -> NoReturn:
    """Run a program to its very end, with its threads and exit functions, as ``python program.py`` would in this directory; report."""
    streams = (sys.stdout, sys.stderr)
    report(nonce, {"started": True})
    path = f"{directory}/{PROGRAM}"
    if not write_program(path, code):
        execute.remember_source(code, path)
    record = execute.run(code, script_main(directory, path).__dict__, path)
    try:
        if record["verdict"] == "ok":
            threading._shutdown()  # type: ignore[attr-defined]
            atexit._run_exitfuncs()
        with suppress(BaseException):  # a stream of the program's own making, or none
            sys.stdout.flush()
        for stream in streams:
            stream.flush()
    except BaseException as error:
        record = {"verdict": "error", "error": execute.describe(error, None)}
    report(nonce, record)
    os._exit(0)
