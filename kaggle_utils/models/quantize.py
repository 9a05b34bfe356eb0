"""A four-bit copy of a checkpoint, by GPTQ (Frantar et al., arXiv 2210.17323), which vLLM serves.

Made by llm-compressor, vLLM's own quantiser: it runs on the CPU with no compiled extension, and what it writes (compressed-tensors) vLLM
reads on SM75. GPTQModel was not taken because it compiles kernels when it is installed; AutoAWQ is archived.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from kaggle_utils.errors import InputError
from kaggle_utils.messages import Message

# Weights that share a scale. The 0.5B under tensor parallel 2 has 448 inputs to o_proj on each rank: a multiple of 64 and not of 128.
GROUP = 64
MAX_TOKENS = 1024  # of a calibration conversation


def quantize(checkpoint: Path, folder: Path, conversations: Sequence[Sequence[Message]]) -> Path:
    """Write a four-bit copy of a checkpoint into a folder and return it; one that is there stays.

    ``conversations`` are what the model will see and write: GPTQ rounds each weight so that the layers' outputs on them change least.
    Embeddings and head stay in bf16. Raises InputError where llm-compressor is not installed.
    """
    if (folder / "config.json").exists():
        return folder
    try:
        import torch
        from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme
        from datasets import Dataset
        from llmcompressor import oneshot
        from llmcompressor.modifiers.gptq import GPTQModifier
        from transformers import AutoModelForCausalLM, AutoTokenizer
    except ImportError as error:
        raise InputError(
            f"--quantize needs {error.name}, which is not installed: llm-compressor wants an environment of its own, which "
            "`make model-quantized NAME=...` makes"
        ) from None
    scratch = folder.with_name(folder.name + ".part")
    shutil.rmtree(scratch, ignore_errors=True)
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.bfloat16)
    turns = [[{"role": message.role, "content": message.content} for message in conversation] for conversation in conversations]
    texts = [tokenizer.apply_chat_template(one, tokenize=False) for one in turns]
    tokens = [tokenizer(text, add_special_tokens=False, truncation=True, max_length=MAX_TOKENS) for text in texts]
    weights = QuantizationArgs(num_bits=4, type="int", symmetric=True, strategy="group", group_size=GROUP)
    scheme = QuantizationScheme(targets=["Linear"], weights=weights)
    recipe = GPTQModifier(config_groups={"group_0": scheme}, ignore=["lm_head"])
    oneshot(
        model=model, dataset=Dataset.from_list([dict(one) for one in tokens]), recipe=recipe, num_calibration_samples=len(tokens),
        max_seq_length=MAX_TOKENS,
    )  # fmt: skip
    model.save_pretrained(scratch, save_compressed=True)
    tokenizer.save_pretrained(scratch)
    origin = json.loads((checkpoint / "origin.json").read_text(encoding="utf-8")) if (checkpoint / "origin.json").exists() else {}
    (scratch / "origin.json").write_text(json.dumps({**origin, "four_bit": "GPTQ by llm-compressor"}, indent=1) + "\n", encoding="utf-8")
    scratch.rename(folder)
    return folder
