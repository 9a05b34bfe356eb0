"""Reads a Hugging Face checkpoint's config and the headers of its weights, never the weights, and says what is wrong with the folder."""

from __future__ import annotations

import json
from math import prod
from pathlib import Path
from typing import Any

from kaggle_utils.checkpoint.config import ELEMENT_BITS, ModelConfig, Tensor, parse_config
from kaggle_utils.errors import InputError

MAX_HEADER = 100_000_000  # bytes; the safetensors library refuses more (safetensors 0.8, MAX_HEADER_SIZE)
TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json")
INDEX = "model.safetensors.index.json"


def check_checkpoint(folder: Path) -> None:
    """Raise InputError unless the folder holds a whole checkpoint: config, tokenizer and every weight file in full length.

    Reads a few kB a file, so it costs nothing next to loading, and imports nothing heavy.
    """
    read_raw_config(folder)
    if not any((folder / name).is_file() for name in TOKENIZERS):
        raise InputError(f"{folder} has no tokenizer (tokenizer.json): copy it from the model's repository")
    if not read_tensors(folder):
        raise InputError(f"{folder} has no *.safetensors: copy the weights from the model's repository")


def read_config(folder: Path) -> ModelConfig:
    """What config.json says of the model, called by its folder's name. Raises InputError."""
    raw = read_raw_config(folder)
    return parse_config(raw, folder.resolve().name)


def read_raw_config(folder: Path) -> dict[str, Any]:
    """The content of config.json. Raises InputError."""
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder: --model must name one that holds config.json, a tokenizer and *.safetensors")
    path = folder / "config.json"
    if not path.is_file():
        raise InputError(f"{folder} has no config.json: it is not a Hugging Face checkpoint")
    return _read_object(path)


def read_tensors(folder: Path) -> tuple[Tensor, ...]:
    """The tensors of a checkpoint by its files' headers; none for a folder without weights. Raises InputError for a damaged file."""
    index = folder / INDEX
    if not index.is_file():
        whole = folder / "model.safetensors"
        paths = [whole] if whole.is_file() else sorted(folder.glob("*.safetensors"))
        return tuple(tensor for path in paths for tensor in read_header(path))
    places = _read_object(index).get("weight_map")
    if not isinstance(places, dict) or not places:
        raise InputError(f"{index} has no weight_map: copy it from the model's repository")
    found: list[Tensor] = []
    for name in sorted(set(map(str, places.values()))):
        path = folder / name
        if not path.is_file():
            raise InputError(f"{path} is missing, and {INDEX} names it: copy it from the model's repository")
        tensors = read_header(path)
        lacking = {tensor for tensor, place in places.items() if place == name} - {tensor.name for tensor in tensors}
        if lacking:
            raise InputError(f"{path} lacks {min(lacking)}, which {INDEX} puts there: copy both from the same revision of the model")
        found.extend(tensors)
    return tuple(found)


def read_header(path: Path) -> tuple[Tensor, ...]:
    """The tensors of one file: 8 bytes of length, little-endian, that much JSON, then the data (safetensors' format).

    Raises InputError for a file that is cut off, too long, or no safetensors file at all.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            first = file.read(8)
            length = int.from_bytes(first, "little")
            text = file.read(min(length, MAX_HEADER))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): copy it from the model's repository") from None
    if first == b"version ":
        raise InputError(f"{path} is a Git LFS pointer, not the weights: run git lfs pull where it came from, and copy it again")
    if len(first) < 8 or not 2 <= length <= MAX_HEADER:
        raise InputError(f"{path} ({size:,} bytes) is not a safetensors file: copy it from the model's repository")
    if len(text) < length:
        raise InputError(f"{path} is cut off inside its header: {size:,} bytes of at least {8 + length:,}; copy it again")
    try:
        header = json.loads(text)
        header.pop("__metadata__", None)
        entries = {name: (entry["dtype"], tuple(entry["shape"]), *entry["data_offsets"]) for name, entry in header.items()}
        tensors = tuple(Tensor(name, dtype, shape) for name, (dtype, shape, _, _) in entries.items())
        wrong = [name for name, (dtype, shape, begin, end) in entries.items() if (end - begin) * 8 != prod(shape) * ELEMENT_BITS[dtype]]
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise InputError(f"{path} has a header that does not read ({type(error).__name__}: {error}): copy it again") from None
    if wrong:
        raise InputError(f"{path} gives {wrong[0]} a place that does not have its size: copy it again")
    whole = 8 + length + max((end for *_, end in entries.values()), default=0)
    if size != whole:
        verb = "is cut off" if size < whole else "goes on after its last tensor"
        raise InputError(f"{path} {verb}: it has {size:,} bytes, and its header describes {whole:,}; copy it again")
    return tensors


def _read_object(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path} is not JSON ({error}): copy the checkpoint again") from None
    if not isinstance(value, dict):
        raise InputError(f"{path} holds a {type(value).__name__}, not an object: copy the checkpoint again")
    return value
