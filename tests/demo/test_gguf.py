"""The embedded model for llama.cpp: the same weights, the same token ids, the same prompts, the same text as in transformers."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from gguf import GGUFReader

from kaggle_utils.engines import Sampling
from kaggle_utils.engines.transformers.engine import TransformersEngine
from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.errors import InputError
from kaggle_utils.messages import Message
from models.demo.training.dataset import draw_items
from models.demo.training.export_gguf import FILE, SOURCE_HASH, export_gguf
from models.demo.training.items import Mixture, package_prompt
from tests.conftest import DEMO_MODEL

GGUF = DEMO_MODEL / FILE
MIXTURE = Mixture(trace=0.3, repair=0.2, noisy=0.5, package=0.5, cut=0.0)
SPACES = ["", "\n", "   ", "  \n\n  x", "I'LL don't\r\n\r\n\tfoo"]
AWKWARD = [*SPACES, "naïve “café” 3\N{MULTIPLICATION SIGN}10^18 ½ ² ١٢٣", "你好 12 😀", "<|im_end|>x<|im_start|>"]
# llama.cpp's own server and nothing of ours, until its standard input is closed. One request at a time: the others in a batch change the
# last digits, which decides where two tokens are equally likely.
SERVER = f"""
import sys
from xllamacpp import CommonParams, Server
params = CommonParams()
params.model.path = {str(GGUF)!r}
params.n_parallel, params.n_ctx, params.cpuparams.n_threads = 1, 1024, 1
server = Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert address, "the server did not start"
    with process, httpx.Client(base_url=address, trust_env=False, timeout=600) as client:
        yield client


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(DEMO_MODEL)


@pytest.fixture(scope="module")
def conversations() -> list[list[dict[str, str]]]:
    """A thousand of the kinds that the model was trained on, repairs with several turns among them."""
    return [as_dicts(item.messages) for item in draw_items(1000, MIXTURE, seed=14)]


def as_dicts(messages: Sequence[Message]) -> list[dict[str, str]]:
    return [{"role": message.role, "content": message.content} for message in messages]


def ids_in_llama(server: httpx.Client, text: str) -> list[int]:
    reply = server.post("/tokenize", json={"content": text, "add_special": True, "parse_special": True})
    return list(reply.raise_for_status().json()["tokens"])


def write_greedily(server: httpx.Client, messages: Sequence[Message]) -> str:
    request = {"messages": as_dicts(messages), "temperature": 0, "max_tokens": 320}
    reply = server.post("/v1/chat/completions", json=request).raise_for_status().json()
    return str(reply["choices"][0]["message"]["content"])


def test_it_is_made_of_the_weights_beside_it() -> None:
    field = GGUFReader(GGUF).fields[SOURCE_HASH]
    assert field.contents() == hashlib.sha256((DEMO_MODEL / "model.safetensors").read_bytes()).hexdigest()


def test_the_export_writes_it_again_byte_by_byte(checkpoint: Path) -> None:
    assert export_gguf(checkpoint).read_bytes() == GGUF.read_bytes()


def test_weights_that_float16_cannot_hold_are_refused(checkpoint: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(checkpoint / "model.safetensors")
    weights["model.layers.1.mlp.up_proj.weight"][3, 5] = 70_000
    save_file(weights, checkpoint / "model.safetensors")
    with pytest.raises(InputError, match=r"mlp\.up_proj\.weight holds weights that float16 cannot hold"):
        export_gguf(checkpoint)
    assert not (checkpoint / FILE).exists()


def test_llama_cpp_writes_the_same_prompts(server: httpx.Client, tokenizer: Any, conversations: list[list[dict[str, str]]]) -> None:
    for messages in conversations:
        prompt = server.post("/apply-template", json={"messages": messages}).raise_for_status().json()["prompt"]
        assert prompt == tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)


def test_llama_cpp_reads_the_same_token_ids(server: httpx.Client, tokenizer: Any, conversations: list[list[dict[str, str]]]) -> None:
    prompts = [tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True) for messages in conversations]
    for text in prompts + AWKWARD:
        assert ids_in_llama(server, text) == tokenizer(text, add_special_tokens=False)["input_ids"], text


async def test_llama_cpp_writes_the_same_text(server: httpx.Client) -> None:
    with DEMO_PROBLEMS.open(newline="", encoding="utf-8") as file:
        statements = [row["problem"] for row in csv.DictReader(file)][::4]
    prompts = [package_prompt(statement, mode) for statement in statements for mode in ("answer", "trace")]
    sampling = Sampling(temperature=0.0, max_tokens=320)
    async with TransformersEngine(DEMO_MODEL, dtype="float32", batch_size=16) as engine:
        written = await asyncio.gather(*[engine.generate(prompt, sampling, time.monotonic() + 3600) for prompt in prompts])
    texts = [write_greedily(server, prompt) for prompt in prompts]
    assert texts == [completion.text for completion in written]
