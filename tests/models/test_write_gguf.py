"""A checkpoint as GGUF: what cannot be written is refused; the embedded model's tests compare what is written with llama.cpp."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gguf import GGUFReader, TokenType

from kaggle_utils.errors import InputError
from kaggle_utils.models.write_gguf import write_gguf


def change(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.parametrize(
    ("file", "changes", "reason"),
    [
        ("config.json", {"model_type": "llama"}, "is a llama, and only a qwen2 is written"),
        ("config.json", {"rope_parameters": {"rope_type": "yarn", "rope_theta": 1e4}}, r"scales its positions \(yarn\)"),
        ("tokenizer.json", {"pre_tokenizer": {"type": "ByteLevel"}}, "does not split text as Qwen2 does"),
        ("tokenizer_config.json", {"chat_template": None}, "has no chat template"),
    ],
)
def test_what_llama_cpp_would_read_otherwise_is_refused(
    file: str, changes: dict[str, Any], reason: str, checkpoint: Path, tmp_path: Path
) -> None:
    change(checkpoint / file, **changes)
    with pytest.raises(InputError, match=reason):
        write_gguf(checkpoint, tmp_path / "model.gguf")
    assert list(tmp_path.glob("model.*f*")) == []


def test_a_row_of_the_embedding_without_a_token_is_unused_and_added_words_are_words(checkpoint: Path, tmp_path: Path) -> None:
    tokenizer = json.loads((checkpoint / "tokenizer.json").read_text())
    dropped = next(text for text, number in tokenizer["model"]["vocab"].items() if number == 2000)
    del tokenizer["model"]["vocab"][dropped]
    tokenizer["model"]["merges"] = [pair for pair in tokenizer["model"]["merges"] if "".join(pair) != dropped]
    tokenizer["added_tokens"][0]["special"] = False
    (checkpoint / "tokenizer.json").write_text(json.dumps(tokenizer))
    reader = GGUFReader(write_gguf(checkpoint, tmp_path / "model.gguf"))
    tokens, types = (reader.fields[f"tokenizer.ggml.{name}"].contents() for name in ("tokens", "token_type"))
    assert (tokens[2000], types[2000]) == ("[PAD2000]", TokenType.UNUSED)
    assert (tokens[2045], types[2045]) == ("<|endoftext|>", TokenType.USER_DEFINED)
    assert types[2046] == TokenType.CONTROL


def test_the_template_of_transformers_5_stands_in_a_file(checkpoint: Path, tmp_path: Path) -> None:
    change(checkpoint / "tokenizer_config.json", chat_template=None)
    (checkpoint / "chat_template.jinja").write_text("{{ messages[0].content }}")
    reader = GGUFReader(write_gguf(checkpoint, tmp_path / "model.gguf"))
    assert reader.fields["tokenizer.chat_template"].contents() == "{{ messages[0].content }}"
