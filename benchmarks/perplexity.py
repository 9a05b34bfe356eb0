"""What quantisation costs: the perplexity of one model's replies under its copies, in the same run, against the bf16 checkpoint.

    PYTHONPATH=/tmp/bench-site python -m benchmarks.perplexity models/qwen2.5-coder-0.5b --transcript TRANSCRIPT [--replies 50]

The copies are the bf16 checkpoint that was decoded from the GGUF file, the same in NF4 (bitsandbytes), and the four-bit one of
`fetch --quantize gptq`, if it is there (read with what benchmarks/requirements.txt installs). A reply counts token by token behind its own
prompt, the prompt's tokens do not.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Replies = Sequence[tuple[list[int], list[int]]]  # the tokens of a prompt and of its reply


NAMES = ("bf16", "NF4", "GPTQ")


def copies(folder: Path, names: Sequence[str] = NAMES) -> Iterator[tuple[str, Any]]:
    """The copies by name, each loaded when its turn comes. One that this environment cannot load is named, with the package it lacks."""
    import torch
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig

    yield "bf16", AutoModelForCausalLM.from_pretrained(folder / "safetensors", dtype=torch.float32)
    if "NF4" in names and _is_there("NF4", "bitsandbytes"):
        nf4 = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.float32)
        yield "NF4", AutoModelForCausalLM.from_pretrained(folder / "safetensors", quantization_config=nf4, dtype=torch.float32)
    if "GPTQ" in names and not (folder / "gptq" / "config.json").exists():
        print("GPTQ   not measured: make model-quantized makes the copy")
    elif "GPTQ" in names and _is_there("GPTQ", "compressed_tensors"):
        yield "GPTQ", AutoModelForCausalLM.from_pretrained(folder / "gptq", dtype=torch.float32)


def _is_there(name: str, package: str) -> bool:
    found = find_spec(package) is not None
    if not found:
        print(f"{name:6} not measured: {package} is not installed")
    return found


def losses(model: Any, replies: Replies) -> list[float]:
    """For each reply the negative log-likelihood of its tokens, added up, in nats."""
    import torch

    found = []
    with torch.no_grad():
        for prompt, reply in replies:
            logits = model(torch.tensor([prompt + reply])).logits[0, len(prompt) - 1 : -1].float()
            found.append(float(torch.nn.functional.cross_entropy(logits, torch.tensor(reply), reduction="sum")))
    return found


def main() -> None:
    """Print a row for each copy."""
    from transformers import AutoTokenizer

    from kaggle_utils.engines.transcript import read_transcript

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what `kaggle_utils fetch NAME --safetensors` leaves")
    parser.add_argument("--transcript", type=Path, required=True, help="replies to score, as --record writes them")
    parser.add_argument("--replies", type=int, default=50, help="how many of them (default: %(default)s)")
    parser.add_argument("--copies", nargs="+", choices=NAMES, default=NAMES, help="which of them, beside bf16 (default: all)")
    arguments = parser.parse_args()
    tokenizer: Any = AutoTokenizer.from_pretrained(arguments.folder / "safetensors")
    recorded = read_transcript(arguments.transcript).replies
    scored = [reply for reply in recorded if reply.messages and reply.completion.text][: arguments.replies]
    replies = []
    for record in scored:
        turns = [{"role": message.role, "content": message.content} for message in record.messages]
        prompt = tokenizer.apply_chat_template(turns, add_generation_prompt=True, return_dict=False)
        replies.append((prompt, tokenizer(record.completion.text, add_special_tokens=False).input_ids))
    tokens = sum(len(reply) for _, reply in replies)
    print(f"{len(replies)} replies, {tokens:,} tokens")
    baseline: list[float] = []
    for name, model in copies(arguments.folder, arguments.copies):
        started = time.monotonic()
        found = losses(model, replies)
        baseline = baseline or found
        worse = sum(mine > base for mine, base in zip(found, baseline, strict=True))
        perplexity, ratio = math.exp(sum(found) / tokens), math.exp((sum(found) - sum(baseline)) / tokens)
        print(
            f"{name:6} perplexity {perplexity:.4f}, {ratio:.4f} of bf16's; {worse} of {len(found)} replies less likely "
            f"({time.monotonic() - started:.0f} s)",
            flush=True,
        )


if __name__ == "__main__":
    main()
