"""Whether the tokenizer is there, whole, and the model's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kaggle_utils.checkpoint.objects import check_present, read_object
from kaggle_utils.errors import InputError

TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json")


def check_tokenizer(folder: Path, vocabulary: Any) -> None:
    """Raise InputError for a tokenizer that is missing, damaged, or has more tokens than the model's ``vocab_size``.

    Tokens added on top of a tokenizer's own are not counted: fine-tuned models often have a padding token beyond their embeddings.
    """
    path = next((folder / name for name in TOKENIZERS if (folder / name).is_file()), None)
    if path is None:
        for name in TOKENIZERS:
            check_present(folder / name, optional=True)
        raise InputError(f"{folder} has no tokenizer (tokenizer.json): copy it from the model's repository")
    if path.suffix != ".json":
        if path.stat().st_size < 1024:  # a SentencePiece model of any use is larger, a Git LFS pointer about 130 bytes
            raise InputError(f"{path} has {path.stat().st_size:,} bytes, too few for a tokenizer: copy it from the model's repository")
        return
    content = read_object(path)
    if path.name == "vocab.json":
        if not (folder / "merges.txt").is_file():
            raise InputError(f"{folder} has vocab.json without merges.txt: copy it, or tokenizer.json, from the model's repository")
        tokens: Any = content
    else:
        model = content.get("model")
        tokens = model.get("vocab") if isinstance(model, dict) else None
    if not isinstance(tokens, dict | list) or not tokens:
        raise InputError(f"{path} holds no vocabulary: copy it from the model's repository")
    if isinstance(vocabulary, int) and len(tokens) > vocabulary:
        sizes = f"{len(tokens):,} tokens, and vocab_size in config.json is {vocabulary:,}"
        raise InputError(f"{path} has {sizes}: copy both from the same revision of the model")
