"""What loading a model needs: packages, quantisation, and the context that its config states."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from kaggle_utils.checkpoint.context import read_context
from kaggle_utils.errors import InputError

if TYPE_CHECKING:
    import torch


def check_packages(load_in_4bit: bool) -> None:
    """Raise InputError where the packages that load the model are not installed."""
    needed = ("torch", "transformers", "safetensors", *(("bitsandbytes", "accelerate") if load_in_4bit else ()))
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        extras = "transformers,nf4" if load_in_4bit else "transformers"
        packages = f"kaggle-utils[{extras}]"
        raise InputError(f"the engine transformers needs {', '.join(missing)}, missing here: make setup-all, or pip install '{packages}'")


def make_nf4(dtype: torch.dtype) -> Any:
    """The configuration for four-bit NormalFloat weights, multiplied in ``dtype`` (Dettmers et al., arXiv 2305.14314)."""
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=dtype)


def make_int8() -> Any:
    """The configuration for eight-bit weights, whose largest inputs are multiplied in float16 (Dettmers et al., arXiv 2208.07339)."""
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(load_in_8bit=True)


def keep_only_end_tokens(model: Any) -> None:
    """Replace the generation config that a checkpoint brings by one that holds its end tokens alone.

    transformers 5 fills what a request's own config leaves open from the model's. With Qwen2.5-Coder's repetition penalty of 1.1, greedy
    replies differed from those of llama.cpp and vLLM on 20 of 20 prompts (benchmarks/engine_agreement.py, 2026-11-29).
    """
    from transformers import GenerationConfig

    model.generation_config = GenerationConfig(eos_token_id=model.generation_config.eos_token_id)


def context_of(model: Any) -> int:
    """Tokens of the longest sequence, with what rope scaling adds."""
    return read_context({"max_position_embeddings": model.config.max_position_embeddings} | model.config.to_dict(), model.name_or_path)
