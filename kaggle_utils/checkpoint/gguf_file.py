"""A model in GGUF form on disk: one file, or the parts that llama.cpp's gguf-split made of one."""

from __future__ import annotations

import re
from pathlib import Path

from kaggle_utils.checkpoint.gguf_header import WAY_OUT, GgufHeader, read_gguf_header
from kaggle_utils.checkpoint.gguf_model import GgufModel, describe_model
from kaggle_utils.checkpoint.objects import check_present
from kaggle_utils.errors import InputError

SUFFIX = ".gguf"
# Part 1 of 3 is called NAME-00001-of-00003.gguf; the others are found by that (llama.cpp, llama_split_path).
_PART = re.compile(r"(?P<stem>.+)-(?P<number>[0-9]{5})-of-(?P<count>[0-9]{5})\.gguf")


def is_gguf(path: Path) -> bool:
    """Whether the path names a GGUF file, by its name."""
    return path.suffix.lower() == SUFFIX and not path.is_dir()


def is_later_part(path: Path) -> bool:
    """Whether the file's name says that it is a part of a model, and not the first, by which the model is loaded."""
    part = _PART.fullmatch(path.name)
    return part is not None and int(part["number"]) > 1


def read_gguf(path: Path) -> GgufModel:
    """The model that a file holds, alone or with the other parts beside it.

    Raises InputError for a file that is damaged, a part that is missing or another model's, and a kind of model that is not known.
    """
    headers = read_parts(path)
    first = next(iter(headers.values()))
    tensors = tuple(tensor for header in headers.values() for tensor in header.tensors)
    if not tensors:
        raise InputError(f"{path} holds no tensors, only a vocabulary: take the model's GGUF file")
    return describe_model(first.metadata, tensors, str(path))


def check_gguf(path: Path) -> None:
    """Raise InputError unless the file, or each of its parts, is whole, and it has a chat template. Models of unknown kinds pass."""
    headers = read_parts(path)
    if not any(header.tensors for header in headers.values()):
        raise InputError(f"{path} holds no tensors, only a vocabulary: take the model's GGUF file")
    if not next(iter(headers.values())).metadata.get("tokenizer.chat_template"):
        raise InputError(f"{path} has no chat template: take the GGUF file of the -Instruct model")


def read_parts(path: Path) -> dict[Path, GgufHeader]:
    """The headers of the file and of the other parts of its model, by path, the first part first. Raises InputError."""
    if path.is_dir():
        raise InputError(f"{path} is a folder: name the {SUFFIX} file in it, the first of several parts")
    first = read_gguf_header(path)
    count, number = first.metadata.get("split.count", 0), first.metadata.get("split.no", 0)
    name = _PART.fullmatch(path.name)
    if not isinstance(count, int) or not isinstance(number, int):
        raise InputError(f"{path}: split.count is {count!r} and split.no {number!r}, and both must be whole numbers: {WAY_OUT}")
    if count < 2:
        if name is not None and int(name["count"]) > 1:
            raise InputError(
                f"{path} is named as a part of {int(name['count'])}, and its header knows of no parts: give it its own name back"
            )
        return {path: first}
    which = f"part {number + 1} of {count}"
    if name is None or (int(name["number"]), int(name["count"])) != (number + 1, count):
        raise InputError(f"{path} is {which}, and the other parts are found by its name: let that end in {_ending(number, count)} again")
    if number:
        raise InputError(f"{path} is {which}: name the first, {name['stem']}{_ending(0, count)}")
    headers = {path: first}
    for index in range(1, count):
        other = path.with_name(name["stem"] + _ending(index, count))
        check_present(other, f", and {path.name} is part 1 of {count}")
        headers[other] = read_gguf_header(other)
        found = tuple(headers[other].metadata.get(key) for key in ("split.no", "split.count"))
        if found != (index, count):
            raise InputError(f"{other} says that it is part {found[0]} (from 0) of {found[1]}, not part {index} of {count}: {WAY_OUT}")
    _check_tensors(path, headers)
    return headers


def _check_tensors(path: Path, headers: dict[Path, GgufHeader]) -> None:
    names = [tensor.name for header in headers.values() for tensor in header.tensors]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"{path} and its other parts hold {twice} twice: {WAY_OUT}")
    declared = headers[path].metadata.get("split.tensors.count")
    if declared != len(names):
        raise InputError(f"{path} and its other parts hold {len(names):,} tensors, and split.tensors.count is {declared}: {WAY_OUT}")


def _ending(index: int, count: int) -> str:
    return f"-{index + 1:05}-of-{count:05}{SUFFIX}"
