"""Do the engines write the same text? Greedy replies through llama.cpp, transformers and vLLM, and the first token that differs.

    python -m benchmarks.engine_agreement models/qwen2.5-coder-0.5b [--vllm-python build/vllm/bin/python [--vllm-dtype float32]]

The folder is what `kaggle_utils fetch NAME --safetensors` leaves: the GGUF file (llama.cpp computes with its four-bit weights) and the bf16
checkpoint decoded from it, in `safetensors` (transformers in float32, vLLM in bf16 unless told otherwise). Of an adapter, put what
`train merge --gguf f16` writes there. Where two texts part, transformers says how far apart it sees the two tokens: small is rounding,
large a fault (another prompt, another template, a penalty that one of them applies).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import math
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kaggle_utils.engines import Engine, Sampling, create_engine
from kaggle_utils.gateways.csv_file import read_problems
from kaggle_utils.messages import Message
from kaggle_utils.prompts import build_messages
from kaggle_utils.settings import REPOSITORY, Settings
from kaggle_utils.settings.prompt_options import PromptOptions

PROMPTS = 20
TOKENS = 96
MAX_STATEMENT = 10_000
LIMIT = 3600.0  # seconds that one engine may take


def prompts() -> list[tuple[Message, ...]]:
    """Program-of-thoughts and trace prompts of demo problems of twenty families."""
    problems = read_problems(REPOSITORY / "kaggle_utils" / "gateways" / "demo_problems_30.csv", MAX_STATEMENT)[:PROMPTS]
    names = ("program_of_thoughts", "trace")
    return [build_messages(names[i % 2], problem.statement, PromptOptions()) for i, problem in enumerate(problems)]


def settings_of(folder: Path, vllm_python: str, vllm_dtype: str, out: Path) -> Iterator[tuple[str, Settings]]:
    """Settings of the three engines on the same model; vLLM's only where there is an interpreter that has it."""
    [file] = folder.glob("*.gguf")
    common: dict[str, Any] = {"max_tokens": TOKENS, "smoke_prompt": "Write a Python program that prints 1.", "smoke_expects": "print"}
    yield "llama.cpp", Settings.preset("openai", engine="llamacpp", model=str(file), out=out, **common)
    checkpoint = str(folder / "safetensors")
    yield "transformers", Settings.preset("transformers", model=checkpoint, dtype="float32", batch_size=4, out=out, **common)
    if vllm_python:
        serve = {**Settings.preset("vllm-cpu").serve, "max_model_len": 2048, "max_num_seqs": 4, "dtype": vllm_dtype}
        yield "vllm", Settings.preset("vllm-cpu", model=checkpoint, server_python=vllm_python, serve=serve, out=out, **common)


async def write(engine: Engine, asked: Sequence[Sequence[Message]]) -> list[str]:
    """The greedy replies."""
    sampling = Sampling(temperature=0.0, max_tokens=TOKENS)
    async with engine:
        deadline = time.monotonic() + LIMIT
        return [reply.text for reply in await asyncio.gather(*[engine.generate(messages, sampling, deadline) for messages in asked])]


class Judge:
    """Says where two texts part in tokens, and how much more probable transformers finds the one than the other there."""

    def __init__(self, checkpoint: Path) -> None:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self.tokenizer: Any = AutoTokenizer.from_pretrained(checkpoint)
        self.model: Any = AutoModelForCausalLM.from_pretrained(checkpoint, dtype="float32")

    def parting(self, messages: Sequence[Message], mine: str, other: str) -> tuple[int, str, str, float] | None:
        """The place of the first token that differs, both tokens, and the gap of their log-probabilities; None for equal texts."""
        import torch

        if mine == other:
            return None
        one, two = (self.tokenizer(text, add_special_tokens=False).input_ids for text in (mine, other))
        place = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
        if place in (len(one), len(two)):
            return place, self.word(one[place : place + 1]), self.word(two[place : place + 1]), math.nan
        turns = [{"role": message.role, "content": message.content} for message in messages]
        asked = self.tokenizer.apply_chat_template(turns, add_generation_prompt=True, return_dict=False)
        with torch.no_grad():
            logits = self.model(torch.tensor([[*asked, *one[:place]]])).logits[0, -1].log_softmax(-1)
        return place, self.word([one[place]]), self.word([two[place]]), float(logits[one[place]] - logits[two[place]])

    def word(self, ids: Sequence[int]) -> str:
        """Tokens as text, quoted; '' for the end."""
        return repr(str(self.tokenizer.decode(ids)))


def main() -> None:
    """Print a line for each text that differs from transformers', and the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what `kaggle_utils fetch NAME --safetensors` leaves")
    parser.add_argument("--vllm-python", default="", help="an interpreter that has vLLM (make test-vllm makes build/vllm/bin/python)")
    parser.add_argument("--vllm-dtype", default="bfloat16", choices=("bfloat16", "float16", "float32"), help="default: %(default)s")
    parser.add_argument("--prompts", type=int, default=PROMPTS, help="how many (default: %(default)s)")
    arguments = parser.parse_args()
    asked = prompts()[: arguments.prompts]
    texts: dict[str, list[str]] = {}
    with contextlib.ExitStack() as stack:
        out = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, settings in settings_of(arguments.folder, arguments.vllm_python, arguments.vllm_dtype, out):
            started = time.monotonic()
            texts[name] = asyncio.run(write(create_engine(settings), asked))
            print(f"{name}: {len(asked)} replies of at most {TOKENS} tokens in {time.monotonic() - started:.0f} s", flush=True)
    report(texts, asked, Judge(arguments.folder / "safetensors"))


def report(texts: Mapping[str, list[str]], asked: Sequence[Sequence[Message]], judge: Judge) -> None:
    """Print where the texts part from those of transformers."""
    for name, replies in texts.items():
        if name == "transformers":
            continue
        found = [judge.parting(*each) for each in zip(asked, texts["transformers"], replies, strict=True)]
        for number, parting in enumerate(found, start=1):
            if parting is not None:
                place, mine, other, gap = parting
                print(f"{name}, prompt {number}: token {place} is {other} instead of {mine}, gap {gap:.2f} nats")
        gaps = [parting[3] for parting in found if parting is not None and not math.isnan(parting[3])]
        print(f"{name} and transformers: {found.count(None)} of {len(found)} equal; largest gap {max(gaps, default=0):.2f} nats")


if __name__ == "__main__":
    main()
