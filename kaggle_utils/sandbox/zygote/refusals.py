"""What a program that was refused something could do instead, for the line that describes its error."""

from __future__ import annotations

import errno
from types import TracebackType

from kaggle_utils.sandbox.zygote.one_process import REFUSAL

PROGRAMS = "no other program can be started here: compute it in Python"
NETWORK = "there is no network here: compute it from what the program itself holds"
ANYTHING = "processes, signals and the network are out of reach here: compute it in this one program"
THREADS = "at most 60 threads can run here: use a plain loop, or a smaller pool"
# By the end of the name of the file in which the exception was raised.
BY_FILE = {
    "/multiprocessing/util.py": REFUSAL,  # the resource tracker's process
    "/multiprocessing/shared_memory.py": REFUSAL,  # which only processes need
    "/subprocess.py": PROGRAMS,
    "/socket.py": NETWORK,
    "/urllib/request.py": NETWORK,
    "/http/client.py": NETWORK,
    "/ssl.py": NETWORK,
}


def find_remedy(error: BaseException, traceback: TracebackType | None) -> str:
    """What to do instead of what was refused, or nothing. Calls no method that an exception of the program's own could define."""
    if _is_lack_of_threads(error) or _is_lack_of_threads(BaseException.__dict__["__context__"].__get__(error)):
        return THREADS
    if not issubclass(type(error), OSError):
        return ""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    filename = traceback.tb_frame.f_code.co_filename if traceback else ""
    number = OSError.__dict__["errno"].__get__(error)
    refused = ANYTHING if type(number) is int and number == errno.EPERM else ""
    return next((remedy for end, remedy in BY_FILE.items() if str.endswith(filename, end)), refused)


def _is_lack_of_threads(error: BaseException | None) -> bool:
    if type(error) is not RuntimeError:
        return False
    return [argument for argument in BaseException.__dict__["args"].__get__(error) if type(argument) is str] == ["can't start new thread"]
