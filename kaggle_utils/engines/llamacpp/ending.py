"""Why a llama.cpp server ended, read from its log and its exit status. Pure."""

from __future__ import annotations

import re

from kaggle_utils.engines.served.ending import Ending, ended_by_signal, shorten, stalled

# "0.00.078.649 E gguf_init_from_reader: failed to read key-value pairs": the first of them is the reason, the others pass it on.
_ERROR = re.compile(r"(?:[\d.]+ E )(?P<text>\S.*)")
# An abort inside ggml or a driver, which ends the process by SIGABRT; and the exception that serve.py or Python says.
_ABORT = re.compile(r".*GGML_ASSERT\(|.*ggml_abort|CUDA error|terminate called|\s*what\(\): |Fatal Python error: ")
_RAISED = re.compile(r"(?:serve\.py|(?:[A-Za-z_]\w*\.)*\w*(?:Error|Exception)): .*")
_TOLD_TO_STOP = "serve.py: told to stop"
_BEFORE = re.compile(r"[\d.]+ [A-Z] ")


def read_ending(log: str, status: int) -> Ending:
    """What ended the server that wrote this log, whose process ended with ``status`` (negative: by that signal)."""
    lines = log.splitlines()
    if status < 0:
        ending = ended_by_signal("the server", -status)
        said = next((line for line in reversed(lines) if _ABORT.match(_text(line))), None)
        return Ending(f"{ending.cause} (the log says: {shorten(_text(said))})", ending.kind) if said else ending
    if _TOLD_TO_STOP in lines:
        return Ending("it was told to stop", "outside")
    reason = next((found["text"] for line in lines if (found := _ERROR.match(line))), None)
    reason = reason or next((line for line in reversed(lines) if _RAISED.fullmatch(line)), None) or _last(lines)
    taken = "bind" in reason and "port" in reason
    return Ending(f"{shorten(reason)}", "outside" if taken else "error")


def read_stall(log: str, seconds: float) -> Ending:
    """The ending of a server that wrote this log and no token for so long."""
    return stalled(f"the log says last: {shorten(_text(_last(log.splitlines())))}", seconds)


def _last(lines: list[str]) -> str:
    return next((line for line in reversed(lines) if line.strip()), "nothing")


def _text(line: str) -> str:
    return _BEFORE.sub("", line, count=1)
