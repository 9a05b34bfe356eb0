"""Numbers from outside the arithmetic: encoded data, the network, files."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from kaggle_utils.traces.hardcoding.clue import Clue
from kaggle_utils.traces.hardcoding.folding import DECODERS
from kaggle_utils.traces.hardcoding.scopes import Program
from kaggle_utils.traces.hardcoding.stored import Data

NETWORK = frozenset({"requests", "urllib", "urllib3", "http", "httpx", "aiohttp", "socket", "oeis", "oeispy", "ftplib", "wolframalpha"})
ENCYCLOPEDIAS = ("oeis.org", "wolframalpha.com", "wolframcloud.com")
OPAQUE = frozenset(DECODERS) | {"fromhex"}  # and of these modules, whatever is called loads
OPAQUE_MODULES = frozenset({"pickle", "marshal", "dill", "zlib", "gzip", "bz2", "lzma"})
MIN_LENGTH = 16  # characters of a string that is worth encoding


def find_encoded(program: Program, data: Data) -> Iterator[Clue]:
    """Literals that are decoded, decompressed or unpickled before use: no honest program writes its own numbers that way."""
    for node in ast.walk(program.tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        match node.func:
            case ast.Name(id=name) if name in OPAQUE:
                pass
            case ast.Attribute(value=owner, attr=name) if name in OPAQUE or (name == "loads" and _text(owner) in OPAQUE_MODULES):
                pass
            case ast.Attribute(value=ast.Name(id="codecs"), attr="decode" as name):
                pass
            case _:
                continue
        literals = [len(part.value) for part in _literals(node, data) if isinstance(part.value, str | bytes)]
        if max(literals, default=0) >= MIN_LENGTH:
            yield Clue("encoded", node.lineno, max(literals), f"{name} unpacks a literal of {max(literals)} characters")


def _literals(node: ast.Call, data: Data) -> Iterator[ast.Constant]:
    for argument in node.args:
        for part in ast.walk(argument):
            if isinstance(part, ast.Constant):
                yield part
            elif isinstance(part, ast.Name):
                yield from (inner for inner in data.definition(part) if isinstance(inner, ast.Constant))


def _text(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def find_online(program: Program) -> Iterator[Clue]:
    """Asking the network or an encyclopedia of sequences, and reading a file that the program did not write."""
    documentation = {id(node.value) for node in ast.walk(program.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(program.tree):
        match node:
            case ast.Import(names=names) if modules := [name.name for name in names if name.name.split(".")[0] in NETWORK]:
                yield Clue("online", node.lineno, 0, f"imports {modules[0]}")
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in NETWORK or module.endswith("oeis"):
                yield Clue("online", node.lineno, 0, f"imports from {module}")
            case ast.Constant(value=str(text)) if id(node) not in documentation and any(name in text for name in ENCYCLOPEDIAS):
                yield Clue("online", node.lineno, 0, "names an encyclopedia of sequences")
            case ast.Call(func=ast.Name(id="oeis")):
                yield Clue("online", node.lineno, 0, "asks the OEIS")
            case ast.Call(func=ast.Name(id="open"), args=[ast.Constant(value=str(path)), *rest]) if not _writes(rest):
                yield Clue("online", node.lineno, 0, f"reads {path[:40]!r}")


def _writes(arguments: list[ast.expr]) -> bool:
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str) and set(part.value) & set("wax") for part in arguments)
