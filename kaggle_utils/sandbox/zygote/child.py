"""What a forked child does: confine itself, wait for an order, run the program in it, report, and end.

Its three channels to the server sit above the limit on open files, where no program that opens or closes files in good faith meets them.
"""

from __future__ import annotations

import atexit
import builtins
import faulthandler
import gc
import io
import json
import os
import random
import resource
import signal
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType, ModuleType
from typing import Any, NoReturn

from kaggle_utils.sandbox.zygote import kernel, landlock, program, seccomp
from kaggle_utils.sandbox.zygote.layers import become

CONTROL, OUTPUT, ERRORS = 250, 251, 252  # file descriptors
OPEN_FILES = 128
CHANNELS_LIMIT = 256  # the hard limit on open files, which we use to put a channel back above the soft one
LARGEST_FILE = 16 * 2**20  # bytes
THREADS = 64  # of the program's own user
THREADS_OF_ACCOUNT = 4096  # without a user of its own, the limit counts everything that runs under the account, the notebook included
STACK = 120 * 2**20  # bytes; the kernel keeps 128 MiB of address space free below the main stack, whatever its limit was at the start
RECURSION_LIMIT = 20_000  # memoised recursion over a few thousand states is honest code; the stack limit allows it
NICENESS = 5  # the server and the notebook come first
SOFT_SIGNAL = signal.SIGUSR1  # sent shortly before a deadline: flush, and say where you are
SETUP_FAILED = 70  # exit status, EX_SOFTWARE of sysexits.h


@dataclass(frozen=True)
class Setup:
    """What a child must know before its order: channels, its place, and the layers to put on. ``memory`` is the address space it has."""

    control: int
    output: int
    errors: int
    directory: str
    uid: int
    layers: frozenset[str]
    ruleset: int | None
    filters: tuple[bytes, bytes] | None  # for single runs, for sessions
    memory: int
    server: int
    serve_cells: Callable[[str, int], NoReturn]


def live(setup: Setup) -> NoReturn:
    """The whole life of a child."""
    try:
        enter_place(setup)
        confine(setup)
        prepare_interpreter(setup.directory)
        serve(setup)
    except BaseException as error:
        with suppress(BaseException):
            report("", {"verdict": "harness", "error": f"the child could not be set up: {type(error).__name__}: {error}"})
    os._exit(SETUP_FAILED)


def enter_place(setup: Setup) -> None:
    """Put the channels where they belong, start a session of processes and go to the program's directory."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")  # when the machine runs out of memory, a program goes first
    os.nice(NICENESS)
    for source, target in ((setup.control, CONTROL), (setup.output, OUTPUT), (setup.errors, ERRORS)):
        os.dup2(source, target)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (OUTPUT, 1), (ERRORS, 2)):
        os.dup2(source, target)
    os.chdir(setup.directory)


def confine(setup: Setup) -> None:
    """Put on the layers that need nothing of the order, and close every file that is not the program's."""
    layers = setup.layers
    if "resource limits" in layers:
        _limit(resource.RLIMIT_STACK, STACK)
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_FSIZE, LARGEST_FILE)
        _limit(resource.RLIMIT_MSGQUEUE, 0)
        _limit(resource.RLIMIT_NPROC, THREADS if "uid" in layers else THREADS_OF_ACCOUNT)
    if "uid" in layers:
        become(setup.uid)
    if "capabilities" in layers:
        kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user clears it, so only now
    if os.getppid() != setup.server:
        os._exit(SETUP_FAILED)
    if "no_new_privs" in layers:
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if setup.ruleset is not None:
        landlock.restrict(setup.ruleset)
    os.closerange(3, CONTROL)
    os.closerange(ERRORS + 1, 65_536)
    if "resource limits" in layers:
        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, CHANNELS_LIMIT))


@contextmanager
def room_for_channels() -> Iterator[None]:
    """Allow file descriptors above the limit on open files for a moment."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def prepare_interpreter(directory: str) -> None:
    """Make this interpreter look freshly started: environment, streams, modules, random numbers."""
    os.environ.clear()
    os.environ.update(program_environment(directory))
    atexit._clear()
    for name in [name for name in sys.modules if name.split(".")[0] == "kaggle_utils"]:
        del sys.modules[name]
    sys.path[:] = [path for path in sys.path if "kaggle_utils" not in path]
    sys.meta_path[:] = [finder for finder in sys.meta_path if not str(getattr(finder, "__module__", "")).startswith("__editable__")]
    sys.argv = ["program.py"]
    sys.setrecursionlimit(RECURSION_LIMIT)
    sys.set_int_max_str_digits(0)
    random.seed(0)
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed(0)
    gc.enable()
    renew_streams()
    signal.signal(SOFT_SIGNAL, flush)
    # At once, even from inside a C function; then the Python handler above, when there is a chance.
    faulthandler.register(SOFT_SIGNAL, file=CONTROL, all_threads=False, chain=True)


def program_environment(directory: str) -> dict[str, str]:
    """The program's whole environment: nothing of ours, one thread a library."""
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": directory, "TMPDIR": directory, "PYTHONHASHSEED": "0"} | threads


def renew_streams() -> None:
    """Fresh standard streams on the file descriptors 0, 1 and 2."""
    sys.stdin = sys.__stdin__ = _open(0, "r")  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = _open(1, "w")  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _open(2, "w")  # type: ignore[misc]


def _open(descriptor: int, mode: str) -> io.TextIOWrapper:
    raw = io.FileIO(descriptor, mode, closefd=False)
    buffered: Any = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    return io.TextIOWrapper(buffered, encoding="utf-8", errors="backslashreplace", line_buffering=True)


def flush(_number: int = 0, _frame: FrameType | None = None) -> None:
    """Send on what the streams still hold; also the handler of the soft signal."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()


def serve(setup: Setup) -> None:
    """Take orders: one program, or the cells of a session until the channel closes."""
    order = read_order()
    session = order["do"] == "open"
    if "resource limits" in setup.layers:
        program.limit_memory(setup.memory, order["memory"])
        if not session:
            seconds = int(4 * order["timeout"]) + 2  # of processor time, over all threads; the server's own clock is the real limit
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    if setup.filters is not None:
        seccomp.install(setup.filters[session], os.getpid())
    if session:
        setup.serve_cells(order["nonce"], setup.server)
    run_once(order["code"], order["nonce"])


def read_order() -> dict[str, Any]:
    """Wait for the next message of the server. Ends the process when the channel is closed."""
    (length,) = struct.unpack(">I", _read_exactly(4))
    order: dict[str, Any] = json.loads(_read_exactly(length))
    return order


def _read_exactly(length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        chunk = os.read(CONTROL, length - len(data))
        if not chunk:
            os._exit(0)
        data += chunk
    return bytes(data)


def run_once(code: str, nonce: str) -> NoReturn:
    """Run a program to its very end, with its threads and exit functions, and report."""
    streams = (sys.stdout, sys.stderr)
    report(nonce, {"started": True})
    record = program.run(code, new_main().__dict__)
    try:
        if record["verdict"] == "ok":
            threading._shutdown()  # type: ignore[attr-defined]
            atexit._run_exitfuncs()
        with suppress(BaseException):  # a stream of the program's own making, or none
            sys.stdout.flush()
        for stream in streams:
            stream.flush()
    except BaseException as error:
        record = {"verdict": "error", "error": program.describe(error, None)}
    report(nonce, record)
    os._exit(0)


def new_main() -> ModuleType:
    """An empty ``__main__``."""
    main = ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main
    return main


def report(nonce: str, record: dict[str, Any]) -> None:
    """Send a record to the server. The nonce vouches that it is not something that was written to every open file."""
    data = f"\n{nonce} {json.dumps(record)}\n".encode()
    while data:
        data = data[os.write(CONTROL, data) :]
