"""The modules of a base model that a LoRA adapter can change, with their inputs and outputs, from its config or its weights' headers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kaggle_utils.checkpoint.config import parse_config
from kaggle_utils.checkpoint.expected_tensors import linear_layers
from kaggle_utils.checkpoint.objects import read_object
from kaggle_utils.checkpoint.weights import read_tensors
from kaggle_utils.errors import InputError


def read_base_layers(folder: Path) -> Mapping[str, tuple[int, int]]:
    """Inputs and outputs by module, of the linear layers and of the embedding.

    From config.json alone where the memory plan knows the model's kind, else from the headers of its weights, whose two-dimensional tensors
    are taken for the modules'. Raises InputError for a folder that gives neither.
    """
    if not (folder / "config.json").is_file():
        raise InputError(f"{folder} has no config.json: --base names the folder of the base model")
    try:
        config = parse_config(read_object(folder / "config.json"), folder.resolve().name)
    except InputError as error:
        found = _from_headers(folder)
        if not found:
            raise InputError(f"{error}; for another kind of model, --base needs its *.safetensors beside config.json") from None
        return found
    layers = {f"model.layers.{number}.{name}": shape for number in range(config.layers) for name, shape in linear_layers(config).items()}
    return layers | {"model.embed_tokens": (config.vocabulary, config.hidden), "lm_head": (config.hidden, config.vocabulary)}


def _from_headers(folder: Path) -> Mapping[str, tuple[int, int]]:
    found = {}
    for tensor in read_tensors(folder):
        if tensor.name.endswith(".weight") and len(tensor.shape) == 2:
            outputs, inputs = tensor.shape
            module = tensor.name.removesuffix(".weight")
            # An embedding's rows are its inputs.
            found[module] = (outputs, inputs) if "embed" in module.rpartition(".")[2] else (inputs, outputs)
    return found
