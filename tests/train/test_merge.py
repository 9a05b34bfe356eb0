"""An adapter merged: the same greedy texts from the adapter, from the merged checkpoint and from the GGUF file, by our own engines."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.checkpoint.weights import check_checkpoint
from kaggle_utils.engines import Sampling
from kaggle_utils.engines.create import create_engine
from kaggle_utils.engines.transformers.engine import TransformersEngine
from kaggle_utils.errors import InputError
from kaggle_utils.messages import Message
from kaggle_utils.settings import Settings
from kaggle_utils.train.config import TrainConfig
from kaggle_utils.train.merge import merge
from kaggle_utils.train.run import train
from tests.conftest import DEMO_MODEL
from tests.train.made_rows import QUESTION, write_rows

PROMPTS = [
    QUESTION.format(n=60),
    QUESTION.format(n=75),
    "How many ways are there to tile a 2 x 12 board with dominoes?",
    "What is the remainder of 7^100 divided by 13? Write a Python program that prints the answer.",
    "In how many ways can 20 cents be paid with coins of 1, 2 and 5 cents?",
]
GREEDY = Sampling(temperature=0.0, max_tokens=160)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> TrainConfig:
    """A LoRA adapter that was trained enough to change what the model writes."""
    folder = tmp_path_factory.mktemp("trained")
    rows = (write_rows(folder / "rows.jsonl"),)
    config = TrainConfig(
        DEMO_MODEL,
        rows,
        folder / "out",
        precision="fp32",
        learning_rate=5e-3,
        steps=20,
        epochs=9.0,
        batch_size=8,
        accumulation=1,
        gradient_checkpointing=False,
    )
    train(config, shown=False)
    return config


async def write_all(engine: Any) -> list[str]:
    async with engine:
        completions = [await engine.generate([Message("user", prompt)], GREEDY, time.monotonic() + 3600) for prompt in PROMPTS]
    return [completion.text for completion in completions]


async def test_adapter_merged_checkpoint_and_gguf_write_the_same(trained: TrainConfig, tmp_path: Path) -> None:
    merged = merge(trained.out, tmp_path / "merged", file_type="f16")
    assert merged.gguf is not None
    base = await write_all(TransformersEngine(DEMO_MODEL, dtype="float32"))
    adapter = await write_all(TransformersEngine(trained.out / "adapter", dtype="float32"))
    assert adapter[0] != base[0], "the training changed nothing, so that the comparison would say nothing"
    assert "squares" in adapter[0]
    assert await write_all(TransformersEngine(merged.folder, dtype="float32")) == adapter
    settings = Settings.preset("cpu-demo", model=str(merged.gguf), out=tmp_path / "run")
    assert await write_all(create_engine(settings)) == adapter


async def test_eight_bits_write_nearly_the_same(trained: TrainConfig, tmp_path: Path) -> None:
    merged = merge(trained.out / "adapter", tmp_path / "merged", file_type="q8_0")
    assert merged.gguf is not None
    assert merged.gguf.stat().st_size < 0.7 * (merged.folder / "model.safetensors").stat().st_size
    texts = await write_all(create_engine(Settings.preset("cpu-demo", model=str(merged.gguf), out=tmp_path / "run")))
    assert "squares" in texts[0]


def test_what_is_merged_names_where_it_is_from_and_keeps_the_config(trained: TrainConfig, tmp_path: Path) -> None:
    merged = merge(trained.out, tmp_path / "merged", dtype="bfloat16")
    origin = json.loads((merged.folder / "origin.json").read_text())
    assert (origin["base"], origin["dtype"], origin["training"]["steps"]) == ("demo", "bfloat16", 20)
    config = json.loads((merged.folder / "config.json").read_text())
    assert (config["model_type"], config["dtype"], config["tie_word_embeddings"]) == ("qwen2", "bfloat16", True)
    assert merged.gguf is None
    check_checkpoint(merged.folder)


def test_half_of_an_adapter_lies_halfway_between_base_and_tuned_model(trained: TrainConfig, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    whole, half = (
        load_file(merge(trained.out, tmp_path / f"merged-{scale}", dtype="float32", scale=scale).folder / "model.safetensors")
        for scale in (1.0, 0.5)
    )
    base = load_file(DEMO_MODEL / "model.safetensors")
    changed = [name for name in whole if not torch.equal(whole[name], base[name].float())]
    assert changed
    for name in whole:
        torch.testing.assert_close(half[name], (whole[name] + base[name].float()) / 2, rtol=1e-4, atol=1e-5)
    assert json.loads((tmp_path / "merged-0.5" / "origin.json").read_text())["scale"] == 0.5


def test_an_adapter_on_four_bits_is_merged_into_these(trained: TrainConfig, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from kaggle_utils.train.load import load_base

    config = replace(trained, method="qlora", out=tmp_path / "out", steps=4)
    train(config, shown=False)
    merged = merge(config.out, tmp_path / "merged", dtype="float32")
    from peft import PeftModel

    tokenizer = AutoTokenizer.from_pretrained(DEMO_MODEL)
    ids = tokenizer(QUESTION.format(n=60), return_tensors="pt")["input_ids"]
    four_bits = PeftModel.from_pretrained(load_base(DEMO_MODEL, "qlora", "fp32", "cpu"), str(config.out / "adapter")).eval()
    with torch.no_grad():
        wanted = four_bits(input_ids=ids).logits.float()
        got = AutoModelForCausalLM.from_pretrained(merged.folder, dtype=torch.float32).eval()(input_ids=ids).logits
        unquantised = AutoModelForCausalLM.from_pretrained(DEMO_MODEL, dtype=torch.float32).eval()
        plain = PeftModel.from_pretrained(unquantised, str(config.out / "adapter")).eval()(input_ids=ids).logits
    assert float((got - wanted).abs().max()) < 0.2 * float((plain - wanted).abs().max())


def test_what_is_not_an_adapter_or_would_overwrite_a_model_is_refused(trained: TrainConfig, tmp_path: Path, checkpoint: Path) -> None:
    with pytest.raises(InputError, match="holds neither an adapter"):
        merge(tmp_path / "nothing", tmp_path / "merged")
    with pytest.raises(InputError, match="already holds a model"):
        merge(trained.out, checkpoint)
    with pytest.raises(InputError, match="give the folder of that model with --base"):
        merge(trained.out, tmp_path / "merged", base=tmp_path)
    for scale in (0.0, 1.5):
        with pytest.raises(InputError, match=f"scale is {scale}, the share of what the adapter changes"):
            merge(trained.out, tmp_path / "merged", scale=scale)
    with pytest.raises(InputError, match=r"holds a whole model, and a scale of 0\.5 is for an adapter"):
        merge(checkpoint, tmp_path / "merged", scale=0.5)
