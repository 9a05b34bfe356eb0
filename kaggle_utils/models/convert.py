"""A bf16 checkpoint made of a GGUF file, which transformers, vLLM and the memory plan read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.models.catalogue import KnownModel


def convert(file: Path, model: KnownModel, folder: Path) -> Path:
    """Write weights, config, tokenizer, chat template and generation config into a folder and return it; one that is there stays.

    The weights are those of the GGUF file, decoded to bf16: what quantisation lost is not there again. It takes the memory of the model in
    float32. Raises InputError where transformers, torch or gguf is not installed.
    """
    if (folder / "config.json").exists():
        return folder
    try:
        import gguf  # noqa: F401  # transformers reads the file with it
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig
    except ImportError as error:
        raise InputError(
            f"--safetensors needs {error.name}, which is not installed: pip install 'kaggle-utils[transformers]' gguf"
        ) from None
    scratch = folder.with_name(folder.name + ".part")
    shutil.rmtree(scratch, ignore_errors=True)
    loaded = AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype=torch.bfloat16)
    # transformers (5.23) still takes the decoded weights for GGUF's own and refuses to save them.
    del loaded.config.quantization_config
    loaded.hf_quantizer = None
    loaded.generation_config = GenerationConfig(**model.generation)
    loaded.save_pretrained(scratch)
    AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name).save_pretrained(scratch)
    origin = {"gguf": model.file, "sha256": model.sha256, "licence": model.licence, "of": model.safetensors}
    (scratch / "origin.json").write_text(json.dumps(origin, indent=1) + "\n", encoding="utf-8")
    scratch.rename(folder)
    return folder
