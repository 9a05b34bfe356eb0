"""The environment variables that a wheel's code reads: vLLM's own from ``vllm/envs.py``, another package's by their prefix."""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from pins.elf import sections
from pins.hints import enumeration_members
from pins.wheel_source import Found, WheelSource

# Variables whose values an enumeration in another file lists: vLLM 0.9.2 looks VLLM_ATTENTION_BACKEND up by name
# (vllm/attention/selector.py).
ENUMERATIONS = {"VLLM_ATTENTION_BACKEND": ("vllm.platforms.interface", "_Backend")}


def read_vllm_variables(source: WheelSource) -> dict[str, tuple[str, ...]]:
    """The variables that ``vllm/envs.py`` reads, each with the values that it takes where the source lists them."""
    read: dict[str, tuple[str, ...]] = {}
    for node in ast.walk(source.tree("vllm.envs")):
        match node:
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str) and isinstance(value, ast.Lambda | ast.Call | ast.Name):
                        read.setdefault(key.value, ())
            case ast.Call(func=function, args=[ast.Constant(value=str() as name), *rest]) if _reads_environment(function):
                listed = [item for item in rest if isinstance(item, ast.List)]
                choices = tuple(sorted(str(ast.literal_eval(item)) for item in listed[0].elts)) if listed else ()
                read[name] = read.get(name) or (choices if "choices" in ast.unparse(function) else ())
            case ast.Subscript(value=ast.Attribute(attr="environ"), slice=ast.Constant(value=str() as name)):
                read.setdefault(name, ())
            case ast.Compare(left=ast.Constant(value=str() as name), comparators=[ast.Attribute(attr="environ")]):
                read.setdefault(name, ())
    for name, (module, enumeration) in ENUMERATIONS.items():
        found = source.find(module, enumeration)
        if name in read and isinstance(found, Found):
            read[name] = tuple(sorted(enumeration_members(found)))
    return {name: choices for name, choices in sorted(read.items()) if re.fullmatch("[A-Z][A-Z0-9_]+", name)}


def _reads_environment(function: ast.expr) -> bool:
    text = ast.unparse(function)
    return text in {"os.getenv", "os.environ.get"} or text.startswith(("env_with_", "env_list_with_", "env_set_with_", "get_env_or_"))


def read_named_variables(wheel: Path, prefixes: Sequence[str]) -> list[str]:
    """The words with one of these prefixes that stand alone as a string in the wheel's Python source or compiled libraries."""
    word = rf"(?:{'|'.join(map(re.escape, prefixes))})[A-Z0-9_]*[A-Z0-9]"
    quoted = re.compile(rf"""["']({word})["']""".encode())
    names: set[bytes] = set()
    with zipfile.ZipFile(wheel) as archive:
        for path in archive.namelist():
            if path.endswith(".py"):
                names.update(quoted.findall(archive.read(path)))
            elif ".so" in Path(path).name:
                names |= _words_of_library(archive.read(path), word)
    return sorted(name.decode() for name in names)


def _words_of_library(library: bytes, word: str) -> set[bytes]:
    """C ends a string with a zero byte; Rust, which does not, packs its strings one behind the other, so there a match may run on."""
    texts = [bytes(content) for name, content in sections(library) if name == ".rodata"]
    ended = {found for text in texts for found in re.findall(rf"(?<=\0){word}(?=\0)".encode(), text)}
    return ended or {found for text in texts for found in re.findall(word.encode(), text)}
