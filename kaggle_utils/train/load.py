"""The base model and its tokenizer, as a method of training needs them."""

from __future__ import annotations

import logging
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.train.config import Method
from kaggle_utils.train.precision import DTYPES
from kaggle_utils.train.quiet import leave_out_noise

logger = logging.getLogger(__name__)

NEEDED = ("torch", "transformers", "trl", "peft", "datasets", "accelerate", "safetensors")


def prepare_libraries(method: Method) -> None:
    """Check that the libraries are installed, and keep them off the network, on one GPU, and quiet (quiet.py). Raises InputError."""
    needed = (*NEEDED, *(("bitsandbytes",) if method == "qlora" else ()))
    if missing := [name for name in needed if find_spec(name) is None]:
        raise InputError(f"training needs {', '.join(missing)}, missing here: make setup-all, or pip install 'kaggle-utils[train]'")
    leave_out_noise()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # TRL reports which trainer was made
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if "LOCAL_RANK" not in os.environ and "torch" not in sys.modules:
        # One process trains on one GPU: TRL refuses DataParallel, which transformers chooses where it sees two.
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", "0")


def load_tokenizer(folder: Path) -> Any:
    """The tokenizer of a checkpoint, with its chat template. Raises InputError."""
    from transformers import AutoTokenizer

    if not (folder / "config.json").is_file():
        raise InputError(f"{folder} holds no checkpoint: it has no config.json; kaggle_utils fetch NAME --safetensors makes one")
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if tokenizer.chat_template is None:
        raise InputError(f"{folder} has no chat template: train an -Instruct checkpoint, or write a template into tokenizer_config.json")
    return tokenizer


def load_base(folder: Path, method: Method, precision: str, device: str) -> Any:
    """The model that is trained, or that gets an adapter: in four bits for QLoRA, in float32 where all weights are trained.

    Steps of full fine-tuning are smaller than what half precision resolves; there the weights stay in float32, and only the
    computation is in ``precision``.
    """
    import torch
    from transformers import AutoModelForCausalLM

    dtype = torch.float32 if method == "full" else getattr(torch, DTYPES[precision])
    quantized: dict[str, Any] = {}
    if method == "qlora":
        from kaggle_utils.engines.transformers.loading import make_nf4

        quantized = {"quantization_config": make_nf4(dtype)}
    model = AutoModelForCausalLM.from_pretrained(
        folder, dtype=dtype, device_map={"": 0} if device == "cuda" else "cpu", local_files_only=True, **quantized
    )
    if method == "qlora":
        _keep_trainable(model)
    return model


def _keep_trainable(model: Any) -> None:
    """Keep bitsandbytes from packing four-bit weights for inference, for good, at the first measurement on a CPU with AVX-512 BF16.

    What follows has no gradient then: 0.49.2 stops at layers with a bias ("a view of a leaf Variable ..."), and says nothing at others.
    """
    from bitsandbytes.nn.modules import Linear4bit

    for module in model.modules():
        if isinstance(module, Linear4bit):
            module.support_avx512bf16_for_cpu = False


def make_adapter(method: Method, rank: int, alpha: int, dropout: float, targets: tuple[str, ...]) -> Any:
    """PEFT's configuration of an adapter; None where all weights are trained."""
    if method == "full":
        return None
    from peft import LoraConfig

    return LoraConfig(
        r=rank,
        lora_alpha=alpha,
        lora_dropout=dropout,
        target_modules=list(targets) or "all-linear",
        use_dora=method == "dora",
        task_type="CAUSAL_LM",
    )
