"""What ``multiprocessing`` finds instead of three of its modules: it starts no process, and its locks and values serve threads.

``multiprocessing.pool.ThreadPool`` makes POSIX semaphores, though it needs none, and those need a /dev/shm that all programs would share.
Here ``_multiprocessing`` makes them of thread locks, ``multiprocessing.heap`` takes the memory of ``Value`` and ``Array`` from this
process, and ``multiprocessing.popen_fork``, which every way of starting a process goes through, refuses with words.
"""

from __future__ import annotations

import sys
import threading
from types import ModuleType, TracebackType
from typing import NoReturn

REFUSAL = "no other process can be started here: use a plain loop, or multiprocessing.pool.ThreadPool"
RECURSIVE_MUTEX = 0  # the kind of a recursive lock; that of everything else is 1, as in Modules/_multiprocessing/semaphore.c


class SemLock:
    """What ``multiprocessing.synchronize`` builds its locks, semaphores, conditions and events from."""

    SEM_VALUE_MAX = 2**31 - 1

    def __init__(self, kind: int, value: int, maxvalue: int, _name: str, _unlink: bool) -> None:
        """Raises ValueError for a value that a semaphore cannot have."""
        if not 0 <= value <= maxvalue:
            raise ValueError("invalid value")
        self.kind, self.maxvalue, self.name, self.handle = kind, maxvalue, None, 0
        self._value = value
        self._held = 0
        self._owner = 0
        self._changed = threading.Condition(threading.Lock())

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Take one, and wait for it if need be. Returns whether it was there in time."""
        with self._changed:
            if not (self.kind == RECURSIVE_MUTEX and self._is_mine()):
                seconds = 0.0 if not block else None if timeout is None else max(0.0, timeout)
                if not self._changed.wait_for(lambda: self._value > 0, seconds):
                    return False
                self._value -= 1
            self._held += 1
            self._owner = threading.get_ident()
        return True

    __enter__ = acquire

    def release(self) -> None:
        """Give one back. Raises ValueError when there are as many as there can be, AssertionError for another thread's recursive lock."""
        with self._changed:
            if self.kind == RECURSIVE_MUTEX and not self._is_mine():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self.kind != RECURSIVE_MUTEX and self._value >= self.maxvalue:
                raise ValueError("semaphore or lock released too many times")
            self._held -= 1
            if self.kind != RECURSIVE_MUTEX or self._held == 0:
                self._value += 1
                self._changed.notify()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()

    def _get_value(self) -> int:
        return self._value

    def _is_zero(self) -> bool:
        return self._value == 0

    def _count(self) -> int:
        return self._held

    def _is_mine(self) -> bool:
        return self._held > 0 and self._owner == threading.get_ident()

    def _after_fork(self) -> None:
        self._held = 0


class Popen:
    """What ``multiprocessing`` starts a process with."""

    method = "fork"

    def __init__(self, _process: object) -> None:
        """Raises PermissionError."""
        raise PermissionError(REFUSAL)


class BufferWrapper:
    """A block of memory for what ``multiprocessing.sharedctypes`` makes."""

    def __init__(self, size: int) -> None:
        self._memory = bytearray(size)

    def create_memoryview(self) -> memoryview:
        """The memory itself."""
        return memoryview(self._memory)


def _unlink(_name: str) -> NoReturn:
    raise FileNotFoundError("there are no named semaphores here")


def install() -> None:
    """Put the three modules where this interpreter and its forks look for them."""
    modules: dict[str, dict[str, object]] = {
        "_multiprocessing": {"SemLock": SemLock, "sem_unlink": _unlink, "flags": {}},
        "multiprocessing.popen_fork": {"Popen": Popen},
        "multiprocessing.heap": {"BufferWrapper": BufferWrapper},
    }
    for name, contents in modules.items():
        module = ModuleType(name)
        module.__dict__.update(contents)
        sys.modules[name] = module
