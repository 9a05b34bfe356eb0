"""Reads a Hugging Face checkpoint's config and the headers of its weights, never the weights, and says what is wrong with the folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from kaggle_utils.checkpoint.config import ModelConfig, Tensor, check_architecture, parse_config
from kaggle_utils.checkpoint.header import read_header
from kaggle_utils.checkpoint.match import check_tensors
from kaggle_utils.checkpoint.objects import check_present, read_object
from kaggle_utils.checkpoint.tokenizer import check_tokenizer
from kaggle_utils.errors import InputError

INDEX = "model.safetensors.index.json"
ADAPTER = ("adapter_config.json", "adapter_model.safetensors", "adapter_model.bin")  # as PEFT names them
# Weights in forms that the engines for a checkpoint's folder do not load.
FOREIGN = ("*.gguf", "pytorch_model*.bin", "*.pth", "*.pt", "*.ckpt", "tf_model*.h5", "flax_model*.msgpack")
MAX_DEPTH = 3  # folders below the one that was named: a cache of Hugging Face's holds a checkpoint in snapshots/REVISION
_SHARD = re.compile(r"(?P<stem>.+)-(?P<number>[0-9]{5})-of-(?P<count>[0-9]{5})\.safetensors")


def check_checkpoint(folder: Path) -> None:
    """Raise InputError unless the folder holds a whole checkpoint: config, tokenizer and every weight file in full length and shape.

    Reads the headers and the tokenizer, so it costs nothing next to loading, and imports nothing heavy. The shapes are compared for models
    that the memory plan knows; others may load all the same.
    """
    raw = read_raw_config(folder)
    check_tokenizer(folder, raw.get("vocab_size"))
    tensors = read_tensors(folder)
    if not tensors:
        raise InputError(f"{folder} has no *.safetensors: copy the weights from the model's repository")
    try:
        config = parse_config(raw, folder.resolve().name)
    except InputError:
        return
    check_tensors(config, tensors, str(folder))


def read_model(folder: Path) -> tuple[ModelConfig, tuple[Tensor, ...]]:
    """The config and the tensors, which belong together; none for a folder with nothing but a config. Raises InputError."""
    config, tensors = read_config(folder), read_tensors(folder)
    if tensors:
        check_tensors(config, tensors, str(folder))
    return config, tensors


def read_config(folder: Path) -> ModelConfig:
    """What config.json says of the model, called by its folder's name. Raises InputError."""
    raw = read_raw_config(folder)
    return parse_config(raw, folder.resolve().name)


def read_raw_config(folder: Path) -> dict[str, Any]:
    """The content of config.json. Raises InputError, also for the folder of a LoRA adapter."""
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder: --model must name one that holds config.json, a tokenizer and *.safetensors")
    adapter = [name for name in ADAPTER if (folder / name).is_file()]
    if adapter:
        raise InputError(
            f"{folder} holds a LoRA adapter ({', '.join(adapter)}), not a model: merge it into its base (PEFT's merge_and_unload) and name "
            "the folder of the result; if the weights beside it are merged, remove the adapter's files"
        )
    path = folder / "config.json"
    if not path.is_file():
        check_present(path, optional=True)
        below = next((config for depth in range(1, MAX_DEPTH + 1) for config in sorted(folder.glob("*/" * depth + "config.json"))), None)
        hint = f": name {below.parent}, which has one" if below else ": it is not a Hugging Face checkpoint"
        file = next(iter(sorted(folder.glob("*.gguf"))), None)
        if file is not None:
            hint = f", only {file.name}: name that file, which llama.cpp serves, or take the model's safetensors"
        raise InputError(f"{folder} has no config.json{hint}")
    raw = read_object(path)
    check_architecture(raw, str(folder))
    return raw


def is_adapter(folder: Path) -> bool:
    """Whether the folder holds what PEFT adds to a model. Transformers then loads the base model that it names, from the network."""
    return any((folder / name).is_file() for name in ADAPTER)


def read_tensors(folder: Path) -> tuple[Tensor, ...]:
    """The tensors of a checkpoint by its files' headers; none for a folder without weights.

    Raises InputError for a file that is damaged or missing, for a tensor that is in two, and for weights in another form.
    """
    index = folder / INDEX
    if not index.is_file():
        check_present(index, optional=True)
        whole = folder / "model.safetensors"
        paths = [whole] if whole.is_file() else sorted(folder.glob("*.safetensors"))
        _check_shards(folder, paths)
        return _join({path: read_header(path) for path in paths})
    places = read_object(index).get("weight_map")
    if not isinstance(places, dict) or not places:
        raise InputError(f"{index} has no weight_map: copy it from the model's repository")
    found: dict[Path, tuple[Tensor, ...]] = {}
    for name in sorted(set(map(str, places.values()))):
        path = folder / name
        check_present(path, f", and {INDEX} names it")
        found[path] = read_header(path)
        lacking = {tensor for tensor, place in places.items() if place == name} - {tensor.name for tensor in found[path]}
        if lacking:
            raise InputError(f"{path} lacks {min(lacking)}, which {INDEX} puts there: copy both from the same revision of the model")
    return _join(found)


def _check_shards(folder: Path, paths: list[Path]) -> None:
    """Raise InputError for some of several shards, and for weights in another form where there are none of ours."""
    for path in paths:
        if shard := _SHARD.fullmatch(path.name):
            for number in range(1, int(shard["count"]) + 1):
                check_present(folder / f"{shard['stem']}-{number:05}-of-{shard['count']}.safetensors", f", and there is {path.name}")
    foreign = [path.name for pattern in FOREIGN for path in sorted(folder.glob(pattern))]
    if foreign and not paths:
        who = "which llama.cpp serves: name that file, or" if foreign[0].endswith(".gguf") else "which no engine here loads:"
        raise InputError(f"{folder} has no *.safetensors, only {foreign[0]}, {who} take the model's safetensors")


def _join(files: dict[Path, tuple[Tensor, ...]]) -> tuple[Tensor, ...]:
    owners: dict[str, Path] = {}
    for path, tensors in files.items():
        for tensor in tensors:
            if tensor.name in owners:
                raise InputError(f"{path} and {owners[tensor.name].name} both hold {tensor.name}: remove the file that is not the model's")
            owners[tensor.name] = path
    return tuple(tensor for tensors in files.values() for tensor in tensors)
