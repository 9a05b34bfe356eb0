"""An adapter merged into its base model: a checkpoint that transformers, vLLM and the memory plan read, and a GGUF file for llama.cpp."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from kaggle_utils.checkpoint.objects import read_object
from kaggle_utils.errors import InputError
from kaggle_utils.models.write_gguf import FileType, write_gguf
from kaggle_utils.train.load import load_base, load_tokenizer, prepare_libraries
from kaggle_utils.train.result import RESULT, read_result

ADAPTER = "adapter_config.json"
Dtype = Literal["float16", "bfloat16", "float32"]


@dataclass(frozen=True)
class Merged:
    """The checkpoint, and the GGUF file if one was asked for."""

    folder: Path
    gguf: Path | None


def merge(
    adapter: Path,
    folder: Path,
    base: Path | None = None,
    dtype: Dtype = "float16",
    file_type: FileType | None = None,
    scale: float = 1.0,
) -> Merged:
    """Merge the adapter of a folder and write the model into another one; a whole model (full fine-tuning) is written as it is.

    float16 keeps more of an adapter than bfloat16, which rounds to eight bits, and is what a T4 computes in. An adapter that was trained
    on four-bit weights (QLoRA) is merged into these, decoded: they are what it corrects. ``base`` replaces the base model that the
    adapter names. A ``scale`` below 1 merges that share of what the adapter changes: between base and tuned model lies one that has
    forgotten less (Wortsman et al., arXiv 2109.01903, for all weights). Raises InputError for folders that hold something else, and for
    weights that ``dtype`` cannot hold.
    """
    if not 0.0 < scale <= 1.0:
        raise InputError(f"scale is {scale}, the share of what the adapter changes: give more than 0 and at most 1")
    if dtype not in get_args(Dtype):
        raise InputError(f"dtype is {dtype!r}; there are: {', '.join(get_args(Dtype))}")
    if (folder / "config.json").exists():
        raise InputError(f"{folder} already holds a model: choose another folder with --to")
    prepare_libraries("lora")
    source = _find(adapter)
    if scale != 1.0 and not (source / ADAPTER).is_file():
        raise InputError(f"{source} holds a whole model, and a scale of {scale} is for an adapter: leave --scale out")
    scratch = folder.with_name(folder.name + ".part")
    shutil.rmtree(scratch, ignore_errors=True)
    model, origin = _load_merged(source, base, scale) if (source / ADAPTER).is_file() else (_load_whole(source), source)
    _write(model, origin, scratch, dtype)
    if file_type is not None:
        write_gguf(scratch, scratch / f"model-{file_type}.gguf", file_type)
    (scratch / "origin.json").write_text(json.dumps(_origin(source, origin, dtype, scale), indent=1) + "\n", encoding="utf-8")
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.is_dir():
        folder.rmdir()  # an empty one, made for it
    scratch.rename(folder)
    return Merged(folder, None if file_type is None else folder / f"model-{file_type}.gguf")


def find_merged(folder: Path) -> Path | None:
    """The merged model that a folder is, or that ``train.ipynb`` left in it; None if there is none."""
    return next((each for each in (folder, folder / "merged") if (each / "config.json").is_file()), None)


def _find(given: Path) -> Path:
    """The folder of an adapter or a model: the given one, or where a training left it in that."""
    for folder in (given, given / "adapter", given / "model"):
        if (folder / ADAPTER).is_file() or ((folder / "config.json").is_file() and any(folder.glob("*.safetensors"))):
            return folder
    raise InputError(f"{given} holds neither an adapter ({ADAPTER}) nor a model: give the folder that train wrote")


def _load_merged(adapter: Path, base: Path | None, scale: float) -> tuple[Any, Path]:
    """The merged model in float32, and its base."""
    from peft import PeftModel
    from peft.helpers import rescale_adapter_scale

    origin = base or Path(read_object(adapter / ADAPTER).get("base_model_name_or_path") or "")
    if not (origin / "config.json").is_file():
        raise InputError(f"{adapter} was trained on {origin}, which is not here: give the folder of that model with --base")
    result = read_result(adapter.parent)
    if result is not None and result.method == "qlora":
        prepare_libraries("qlora")
        model = load_base(origin, "qlora", result.precision, "cpu").dequantize().float()
    else:
        model = load_base(origin, "lora", "fp32", "cpu")
    tuned = PeftModel.from_pretrained(model, str(adapter))
    with rescale_adapter_scale(tuned, scale):
        return tuned.merge_and_unload(), origin


def _load_whole(folder: Path) -> Any:
    return load_base(folder, "full", "fp32", "cpu")


def _write(model: Any, origin: Path, folder: Path, dtype: Dtype) -> None:
    """Write weights, config, tokenizer, chat template and generation config. Raises InputError for weights beyond the type's largest."""
    import torch

    kind = getattr(torch, dtype)
    largest = torch.finfo(kind).max
    if too_large := next((name for name, tensor in model.state_dict().items() if float(tensor.abs().max()) > largest), None):
        raise InputError(f"{too_large} holds weights that {dtype} cannot hold: merge with --dtype bfloat16")
    model = model.to(kind)
    model.config.dtype = kind
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    model.save_pretrained(folder)
    load_tokenizer(origin).save_pretrained(folder)
    if (origin / "generation_config.json").is_file():
        shutil.copy(origin / "generation_config.json", folder)  # training sets the padding in the model's own


def _origin(source: Path, base: Path, dtype: Dtype, scale: float) -> dict[str, Any]:
    """Where the model is from: the names of the folders, and the summary of the training, if there is one."""
    summary = source.parent / RESULT
    trained = json.loads(summary.read_text(encoding="utf-8")) if summary.is_file() else None
    return {"merged": source.name, "base": base.name, "dtype": dtype, "scale": scale, "training": trained}
