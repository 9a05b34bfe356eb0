"""The embedded model in llama.cpp's file format: ``python -m models.demo.training.export_gguf``, the last step of ``make train-demo``.

Names and metadata are those that llama.cpp's own convert_hf_to_gguf.py gives a Qwen2.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import gguf
from safetensors import safe_open

MODEL = Path(__file__).parent.parent
FILE = "model.gguf"
# What llama.cpp calls the pre-tokeniser whose pattern is QWEN_PATTERN (tokenizer.py); a test compares the token ids.
PRE_TOKENIZER = "qwen2"
SOURCE_HASH = "kaggle_utils.source.sha256"  # of model.safetensors; a test fails for a GGUF of older weights
# float16 holds every bfloat16 between 2^-14 and 65,504 exactly; below, it rounds to multiples of 2^-24.
MAX_CHANGE = 2.0**-25


def export_gguf(folder: Path) -> Path:
    """Write ``model.gguf`` beside the checkpoint of ``folder``; equal checkpoints give equal bytes."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    target = folder / FILE
    partial = target.with_suffix(".partial")
    writer = gguf.GGUFWriter(partial, gguf.MODEL_ARCH_NAMES[gguf.MODEL_ARCH.QWEN2])
    writer.add_type(gguf.GGUFType.MODEL)
    writer.add_name("The embedded model of kaggle_utils")
    writer.add_license("mit")
    writer.add_string(SOURCE_HASH, hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest())
    _add_shape(writer, config)
    _add_tokenizer(writer, folder, config)
    _add_weights(writer, folder / "model.safetensors", config["num_hidden_layers"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    partial.replace(target)
    return target


def _add_shape(writer: gguf.GGUFWriter, config: dict[str, Any]) -> None:
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)


def _add_tokenizer(writer: gguf.GGUFWriter, folder: Path, config: dict[str, Any]) -> None:
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    tokens = {number: text for text, number in tokenizer["model"]["vocab"].items()}
    special = {token["id"]: token["content"] for token in tokenizer["added_tokens"]}
    places = range(config["vocab_size"])
    writer.add_tokenizer_model("gpt2")  # llama.cpp's word for byte-level BPE
    writer.add_tokenizer_pre(PRE_TOKENIZER)
    writer.add_token_list([(tokens | special)[number] for number in places])
    writer.add_token_types([gguf.TokenType.CONTROL if number in special else gguf.TokenType.NORMAL for number in places])
    writer.add_token_merges([" ".join(pair) for pair in tokenizer["model"]["merges"]])
    writer.add_bos_token_id(config["bos_token_id"])
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_pad_token_id(config["pad_token_id"])
    writer.add_add_bos_token(False)
    writer.add_chat_template(json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))["chat_template"])


def _add_weights(writer: gguf.GGUFWriter, file: Path, layers: int) -> None:
    """Matrices as float16 and vectors as float32, as llama.cpp's converter does. Raises ValueError where float16 does not hold one."""
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN2, layers)
    with safe_open(file, framework="pt") as weights:
        for name in sorted(weights.keys()):
            tensor = weights.get_tensor(name).float()
            new_name = names.get_name(name, try_suffixes=(".weight", ".bias"))
            if new_name is None:
                raise ValueError(f"{file}: llama.cpp's Qwen2 has no tensor for {name}")
            written = tensor if tensor.ndim == 1 else tensor.half()
            if float((written.float() - tensor).abs().max()) > MAX_CHANGE:
                raise ValueError(f"{file}: {name} holds weights that float16 cannot hold")
            writer.add_tensor(new_name, written.numpy())


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=MODEL, help="the folder of the checkpoint, and of what is written")
    arguments = parser.parse_args()
    file = export_gguf(arguments.model)
    print(f"wrote {file}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
