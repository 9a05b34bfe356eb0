"""Why a vLLM server ended, read from its log and its exit status. Pure.

EngineDeadError stands in the log of every such end and names no reason; the line that does stands above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kaggle_utils.engines.served.ending import Ending, ended_by_signal, shorten, stalled
from kaggle_utils.engines.vllm.failures import explain

LINES_BEFORE = 100  # above a rank's death, in which it may have said why: NCCL's watchdog, an abort, a traceback of its own

# What stands before the text of a line: "(Worker_TP0 pid=42) ERROR 11-28 19:16:40 [multiproc_executor.py:1047] ", and older forms of it.
_PREFIX = re.compile(r"(?P<process>(?:\([^()]*pid=\d+[^()]*\) ?)*)(?:(?P<level>[A-Z]+) [\d-]+ [\d:.]+ \[?[\w.]+:\d+\] ?)?(?P<text>.*)")
_DEATH = re.compile(
    r"(?:Worker|Engine core) proc (?P<proc>\S+) died unexpectedly(?: \(exit code: (?P<proc_code>-?\d+)\))?"
    # V0; -15 is the SIGTERM by which the others are stopped once something has failed (#6145)
    r"|Worker (?P<v0>VllmWorkerProcess) pid \d+ died, exit code: (?P<v0_code>-(?!15\b)\d+)"
    r"|Engine process \(pid \d+\) died"
    r"|Failed core proc\(s\): \{(?:\}|'(?P<start>\w+)': (?P<start_code>-\d+))"
    r"|engine core exited unexpectedly"
)
_FATAL = re.compile(r"WorkerProc (?:hit an exception|failed)|EngineCore (?:encountered a fatal error|failed to start|hit an exception)")
# The last line of a traceback. V0 logs the exception itself first, as NotImplementedError("...").
_EXCEPTION = re.compile(r"(?:[A-Za-z_]\w*\.)*(?:\w*(?:Error|Exception|Interrupt)|OutOfResources)(?:: .*|\(['\"].*|)")
# What is left by an abort or a crash, which raises nothing in Python.
_ABORTED = re.compile(r"what\(\): +\S|!!! Segfault encountered|Fatal Python error: |Watchdog caught collective operation timeout")
# Exceptions that only pass on that something else failed.
_ECHO = re.compile(
    r"EngineDeadError|Engine core initialization failed|WorkerProc initialization failed|Engine process failed to start"
    r"|RuntimeError: (?:cancelled|Executor failed\.?)$|CancelledError|Worker failed with error '',"
)
_RANK_SAID = re.compile(r".*Worker failed with error '(?P<error>(?!', please).+?)(?:', please check the stack trace above.*)?$")
# What a rank says when another has gone while they load, in gloo's words.
_PEER_GONE = re.compile(r"RuntimeError: \[.*Connection (?:reset|closed) by peer")
_CHAIN = re.compile(r"The above exception was the direct cause|During handling of the above exception")
_ANY_ERROR = re.compile(r"(Error|Exception)\b.*:|\berror:")
_TOLD_TO_STOP = re.compile(r"shutdown triggered|Shutting down")


class _Line(NamedTuple):
    process: str
    level: str
    text: str

    @property
    def is_error(self) -> bool:
        return self.level not in {"DEBUG", "INFO", "WARNING"}


def read_ending(log: str, status: int) -> Ending:
    """What ended the server that wrote this log, whose process ended with ``status`` (negative: by that signal)."""
    if status < 0:
        return ended_by_signal("the server", -status)
    lines = [_split(line) for line in log.splitlines()]
    return _read_fatal(lines) or _explain(lines) or _read_last_words(lines, status)


def read_stall(log: str, seconds: float) -> Ending:
    """The ending of a server that wrote this log and no token for so long."""
    lines = [_split(line) for line in log.splitlines()]
    fatal = _read_fatal(lines)
    said = fatal.cause if fatal else "the log says last: " + shorten(next((line.text for line in reversed(lines) if line.text), "nothing"))
    return stalled(said, seconds)


def _read_fatal(lines: Sequence[_Line]) -> Ending | None:
    """What the first line says by which vLLM tells that one of its processes has failed or is gone; None where there is no such line."""
    for number, line in enumerate(lines):
        if death := _DEATH.search(line.text):
            before = [other for other in lines[max(0, number - LINES_BEFORE) : number] if other.is_error]
            return _read_death(death, line.text, before)
        if _FATAL.search(line.text):
            return _explain(lines[number:]) or _read_exception(lines[number:]) or _unknown(line.text)
    return None


def _read_death(death: re.Match[str], text: str, before: Sequence[_Line]) -> Ending:
    """A process of the server has ended without an exception that was logged; what it wrote before may say why."""
    process = next((death[name] for name in ("proc", "v0", "start") if death[name]), None)
    who = f"the process {process}" if process else "the process of the engine's core"
    code = next((int(value) for name, value in death.groupdict().items() if value and name.endswith("_code")), None)
    words = next((line.text for line in reversed(before) if _ABORTED.search(line.text)), None)
    if code is not None and code < 0:
        ending = ended_by_signal(who, -code)
        return Ending(f"{ending.cause} (the log says: {shorten(words)})", ending.kind) if words else ending
    if words is not None:
        return Ending(f"{who} crashed (the log says: {shorten(words)})", "crash")
    if said := _explain(before) or _read_exception(before):
        return said
    return _without_a_word(who, text)


def _without_a_word(who: str, line: str) -> Ending:
    """Killed, most likely: a crash or an exception leaves a line of its own."""
    return Ending(f"{who} ended without a word, as when the kernel kills it for memory (the log says: {shorten(line)})", "outside")


def _explain(lines: Sequence[_Line]) -> Ending | None:
    known = explain("\n".join(line.text for line in lines))
    return Ending(known.sentence, "outside" if known.passes else "error") if known else None


def _read_exception(lines: Sequence[_Line]) -> Ending | None:
    """The first exception that is not an echo of another; of those that one traceback chains the last, which is what was raised."""
    echoed, peer = None, None
    for number, line in enumerate(lines):
        if said := _RANK_SAID.fullmatch(line.text):
            echoed = echoed or said["error"]
        elif _PEER_GONE.search(line.text):
            peer = peer or line.text
        elif _EXCEPTION.fullmatch(line.text) and not _ECHO.search(line.text):
            return _unknown(_words_of(_last_of_chain([other for other in lines[number:] if other.process == line.process]), lines))
    if echoed is None and peer is not None:
        return _without_a_word("a rank", peer)
    return _unknown(echoed) if echoed else None


def _last_of_chain(lines: Sequence[_Line]) -> _Line:
    """Of the exceptions that a traceback chains, the last. The first line is an exception's."""
    last, chained = lines[0], False
    for line in lines[1:]:
        if _CHAIN.search(line.text):
            chained = True
        elif _EXCEPTION.fullmatch(line.text):
            if not chained or _ECHO.search(line.text):
                break
            last, chained = line, False
    return last


def _words_of(exception: _Line, lines: Sequence[_Line]) -> str:
    """The exception's line; with the one below it where that holds the message, or the line of code above it where there is none."""
    own = [line for line in lines if line.process == exception.process and line.text.strip(" ^~")]
    place = next(number for number, line in enumerate(own) if line is exception)
    if exception.text.endswith(("Error", "Exception")) and place and own[place - 1].text.startswith(" "):
        return f"{exception.text} at `{own[place - 1].text.strip()}`"
    if re.search(r"\d validation errors? for \w+$", exception.text) and place + 1 < len(own):
        return f"{exception.text}: {own[place + 1].text.strip()}"
    return exception.text


def _read_last_words(lines: Sequence[_Line], status: int) -> Ending:
    """The last error of a log without any sign of a fatal one, else its last line."""
    errors = [line for line in lines if line.is_error and _ANY_ERROR.search(line.text) and not _ECHO.search(line.text)]
    if errors:
        return _unknown(_words_of(errors[-1], lines))
    if status == 0 and (told := next((line for line in lines if _TOLD_TO_STOP.search(line.text)), None)):
        return Ending(f"it was told to stop (the log says: {shorten(told.text)})", "outside")
    return _unknown(next((line.text for line in reversed(lines) if line.text.strip()), "it wrote nothing"))


def _unknown(line: str) -> Ending:
    return Ending(f"an error that is not in failures.toml: {shorten(line)}", "error")


def _split(line: str) -> _Line:
    found = _PREFIX.fullmatch(line)
    return _Line(found["process"], found["level"] or "", found["text"].rstrip()) if found else _Line("", "", line)
