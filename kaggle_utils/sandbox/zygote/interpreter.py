"""Makes the interpreter of a forked child look freshly started: environment, streams, modules, random numbers, ``__main__``."""

from __future__ import annotations

import atexit
import builtins
import faulthandler
import gc
import io
import os
import random
import signal
import sys
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from types import FrameType, ModuleType
from typing import Any, cast

from kaggle_utils.sandbox.zygote.channels import CONTROL
from kaggle_utils.sandbox.zygote.slots import PROGRAM

RECURSION_LIMIT = 20_000  # memoised recursion over a few thousand states is honest code; the stack limit allows it
SOFT_SIGNAL = signal.SIGUSR1  # sent shortly before a deadline: flush, and say where you are


def prepare_interpreter(directory: str) -> None:
    """Make this interpreter look freshly started: environment, streams, modules, random numbers."""
    os.environ.clear()
    os.environ.update(program_environment(directory))
    atexit._clear()
    for name in [name for name in sys.modules if name.split(".")[0] == "kaggle_utils"]:
        del sys.modules[name]
    sys.path[:] = [path for path in sys.path if "kaggle_utils" not in path]
    sys.meta_path[:] = [finder for finder in sys.meta_path if not str(getattr(finder, "__module__", "")).startswith("__editable__")]
    sys.argv = [PROGRAM]
    sys.orig_argv = [sys.executable, PROGRAM]
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
    threads["JOBLIB_MULTIPROCESSING"] = "0"  # joblib.Parallel then runs its calls one after another
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": directory, "TMPDIR": directory, "PYTHONHASHSEED": "0"} | threads


def renew_streams() -> None:
    """Fresh standard streams on the file descriptors 0, 1 and 2."""
    sys.stdin = sys.__stdin__ = _open(0, "r", "<stdin>")  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = _open(1, "w", "<stdout>")  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _open(2, "w", "<stderr>")  # type: ignore[misc]


def _open(descriptor: int, mode: str, name: str) -> io.TextIOWrapper:
    raw: Any = io.FileIO(descriptor, mode, closefd=False)
    raw.name = name
    buffered: Any = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    stream: Any = io.TextIOWrapper(buffered, encoding="utf-8", errors="backslashreplace", line_buffering=True)
    stream.mode = mode
    return cast(io.TextIOWrapper, stream)


def flush(_number: int = 0, _frame: FrameType | None = None) -> None:
    """Flush standard output and standard error; also the handler of the soft signal."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()


def write_program(path: str, source: str) -> bool:
    """Write a program to its file, for whoever reads ``__file__``. Returns whether that succeeded; if not, its stderr says why."""
    try:
        data = source.encode("utf-8", "surrogatepass")
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)  # half the time that open() takes
        try:
            while data:
                data = data[os.write(file, data) :]
        finally:
            os.close(file)
    except (OSError, MemoryError) as error:
        sys.stderr.write(f"{PROGRAM} could not be written: {error}\n")
        return False
    return True


def script_main(directory: str, path: str) -> ModuleType:
    """An empty ``__main__`` with the names that it has in a script, and the script's directory on the path of modules."""
    sys.path.insert(0, directory)
    main = new_main()
    main.__dict__.update(__file__=path, __cached__=None, __loader__=SourceFileLoader("__main__", path), __annotations__={})
    return main


def notebook_main() -> ModuleType:
    """An empty ``__main__`` as cells share it, and the working directory on the path of modules."""
    sys.path.insert(0, "")
    return new_main()


def new_main() -> ModuleType:
    """An empty ``__main__``."""
    main = ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main
    return main
