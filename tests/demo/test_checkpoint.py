"""The embedded checkpoint: small, complete, and the same model to every reader."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors import safe_open
from tokenizers import Tokenizer

from kaggle_utils.messages import Message
from kaggle_utils.settings import REPOSITORY
from models.demo.training.dataset import render_prompt
from models.demo.training.export_gguf import FILE
from models.demo.training.tokenizer import SPECIAL, VOCABULARY
from tests.conftest import DEMO_MODEL

OLD_TRANSFORMERS = REPOSITORY / "build" / "transformers-4"
TEXTS = [
    "Find the number of tilings of a 3x12 board.",
    "# n=31, mod 1000\ndef f(n):\n    return n\nprint(f(31) % 1000)\n",
    "ﬁne 3^{50} — naïve\t10,000",
]
READ = f"""
import json, sys
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer
folder = {str(DEMO_MODEL)!r}
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder, torch_dtype="float32")
ids = [tokenizer(text, add_special_tokens=False)["input_ids"] for text in {TEXTS!r}]
chat = [{{"role": "user", "content": "How many primes are at most 30? Write a Python program."}}]
prompt = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
inputs = tokenizer(prompt, return_tensors="pt", add_special_tokens=False)
out = model.generate(**inputs, do_sample=False, max_new_tokens=120)
print(json.dumps({{"version": transformers.__version__, "ids": ids, "prompt": prompt, "greedy": out[0].tolist()}}))
"""


def read_with(path: str) -> dict[str, object]:
    environment = {**os.environ, "PYTHONPATH": path, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", READ], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_it_is_small_enough_for_git() -> None:
    sizes = {path.name: path.stat().st_size for path in DEMO_MODEL.iterdir() if path.is_file()}
    assert sizes.pop(FILE) <= 1.02 * sizes["model.safetensors"]  # the same weights once more
    assert sum(sizes.values()) <= 10_000_000


def test_the_weights_are_tied_and_in_bf16() -> None:
    with safe_open(DEMO_MODEL / "model.safetensors", framework="pt") as weights:
        names = set(weights.keys())
        assert "lm_head.weight" not in names
        assert {str(weights.get_tensor(name).dtype) for name in names} == {"torch.bfloat16"}


def test_transformers_4_and_5_read_the_same_ids_and_write_the_same_text() -> None:
    if not (OLD_TRANSFORMERS / "ready").exists():
        pytest.fail("transformers 4.57 is missing: run `make test`, which installs it into build/")
    old, new = read_with(str(OLD_TRANSFORMERS)), read_with("")
    assert str(old.pop("version")).startswith("4.57.")
    assert str(new.pop("version")).startswith("5.")
    assert old == new


def test_the_ids_of_the_folder_are_those_of_the_training() -> None:
    from transformers import AutoTokenizer

    trained = Tokenizer.from_file(str(DEMO_MODEL / "tokenizer.json"))
    loaded = AutoTokenizer.from_pretrained(DEMO_MODEL)
    for text in TEXTS:
        assert loaded(text, add_special_tokens=False)["input_ids"] == trained.encode(text, add_special_tokens=False).ids


def test_the_chat_template_writes_what_the_training_wrote() -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(DEMO_MODEL)
    for messages in (
        [Message("user", "a")],
        [Message("system", "s"), Message("user", "a"), Message("assistant", "b"), Message("user", "c {x}")],
    ):
        chat = [{"role": message.role, "content": message.content} for message in messages]
        assert tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True) == render_prompt(messages)


def test_every_digit_is_a_token_of_its_own() -> None:
    tokenizer = Tokenizer.from_file(str(DEMO_MODEL / "tokenizer.json"))
    assert len(tokenizer.encode("1234567890", add_special_tokens=False).ids) == 10
    assert not [token for token in tokenizer.get_vocab() if sum(character.isdigit() for character in token) and len(token) > 1]


def test_text_survives_the_tokenizer() -> None:
    tokenizer = Tokenizer.from_file(str(DEMO_MODEL / "tokenizer.json"))
    text = "def f(n):\n    return {n: 'ü ∑'}\n"
    assert tokenizer.decode(tokenizer.encode(text).ids) == text


def test_it_has_the_vocabulary_and_special_tokens_of_chatml() -> None:
    config = json.loads((DEMO_MODEL / "config.json").read_text())
    tokenizer = Tokenizer.from_file(str(DEMO_MODEL / "tokenizer.json"))
    assert config["vocab_size"] == VOCABULARY == tokenizer.get_vocab_size()
    assert config["eos_token_id"] == tokenizer.token_to_id("<|im_end|>")
    assert all(tokenizer.token_to_id(token) is not None for token in SPECIAL)


def test_the_card_states_what_was_measured() -> None:
    card = (DEMO_MODEL / "README.md").read_text()
    measured = json.loads(Path(DEMO_MODEL / "evaluation.json").read_text())
    for row in measured["accuracy"]:
        assert f"| {row['test']} | {row['cases']} | {row['percent']} |" in card
