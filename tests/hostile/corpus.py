"""The hostile programs: what the header of each file says, and its text made ready to run."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).with_name("programs")
VERDICTS = frozenset({"ok", "error", "syntax", "timeout", "memory", "output", "crash", "exited"})
LAYERS = frozenset(
    {"resource limits", "own session", "subreaper", "uid", "capabilities", "no_new_privs", "seccomp", "landlock", "namespaces"}
)
MIN_SECONDS = 20.0  # for a program that ends by itself, if slowly on a busy machine
KEYS = frozenset({"property", "verdict", "stdout", "requires", "source", "timeout", "memory", "next", "next-stdout", "sessions"})


@dataclass(frozen=True)
class Program:
    """One hostile program.

    ``requires`` is what makes its property a promise: of each group at least one layer. ``next`` is a program run after it, whose output
    must hold ``next_stdout``. As a cell of a session a program is undone when it fails and the session ``kept``, unless it attacks the
    session's own channels, when it may be ``lost``; ``no`` where cells may do what is refused elsewhere (they may make processes).
    """

    name: str
    attacks: str
    verdicts: frozenset[str]
    source: str
    text: str
    stdout: str = ""
    requires: tuple[frozenset[str], ...] = ()
    timeout: float = 1.0
    memory_mb: int = 1024
    next: str = ""
    next_stdout: str = ""
    sessions: str = "kept"

    def claimed(self, layers: Collection[str]) -> bool:
        """Whether these layers promise that the program is contained."""
        return all(group.intersection(layers) for group in self.requires)

    def code(self, marks: Mapping[str, str]) -> str:
        """The program with the runner's ``@MARK@`` replaced, and with what no text file should hold put in."""
        code = self.text
        for mark, value in marks.items():
            code = code.replace(f"@{mark}@", value)
        code = re.sub(r"@REPEAT\((\d+),(.*?)\)@", lambda found: found[2] * int(found[1]), code)
        return code.replace("@NUL@", "\0").replace("@SURROGATE@", "\udcff")


def parse(name: str, text: str) -> Program:
    """Read a program with its header. Raises ValueError for a header that says too little or something unknown."""
    header: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        found = re.fullmatch(r"# ([a-z-]+): (.+)", line)
        if found and found[1] in KEYS:
            if found[1] in header:
                raise ValueError(f"{name}: {found[1]} is there twice")
            header[found[1]] = found[2].strip()
    lacking = {"property", "verdict", "source"} - header.keys()
    if lacking:
        raise ValueError(f"{name}: the header lacks {', '.join(sorted(lacking))}")
    verdicts = frozenset(header["verdict"].split("|"))
    requires = tuple(frozenset(group.strip().split("|")) for group in header.get("requires", "").split(",") if group.strip())
    unknown = (verdicts - VERDICTS) | (frozenset().union(*requires) - LAYERS)
    if unknown:
        raise ValueError(f"{name}: unknown words {', '.join(sorted(unknown))}")
    seconds = max(float(header.get("timeout", "1")), 0.0 if "timeout" in verdicts else MIN_SECONDS)
    return Program(
        name, header["property"], verdicts, header["source"], text, header.get("stdout", ""), requires, seconds,
        int(header.get("memory", "1024")), header.get("next", ""), header.get("next-stdout", ""), header.get("sessions", "kept"),
    )  # fmt: skip


def load() -> list[Program]:
    """All programs, by name."""
    return [parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted(PROGRAMS.glob("*.py"))]
