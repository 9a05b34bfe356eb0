"""GGUF files of any size that take no disk: true headers, and holes where the weights would be."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kaggle_utils.checkpoint.config import ModelConfig
from kaggle_utils.checkpoint.gguf_types import BLOCK_TYPES, BY_NAME, GgufTensor

NUMBERS = {kind.name: number for number, kind in BLOCK_TYPES.items()}
ALIGNMENT = 32
TEMPLATE = "{% for message in messages %}{{ message.content }}{% endfor %}"


def q4_k_m(config: ModelConfig) -> tuple[GgufTensor, ...]:
    """The tensors of llama.cpp's Q4_K_M of a Qwen2 model whose rows are multiples of 256.

    Half of attn_v and ffn_down and the output are Q6_K (llama-quant.cpp, use_more_bits); with the header of Qwen's own files the sums
    are those of the published ones, which a test holds.
    """
    return tuple(_q4_k_m(config))


def _q4_k_m(config: ModelConfig) -> Iterator[GgufTensor]:
    small, large, plain = BY_NAME["Q4_K"], BY_NAME["Q6_K"], BY_NAME["F32"]
    hidden, queries, keys, inner = config.hidden, config.heads * config.head_size, config.kv_heads * config.head_size, config.intermediate
    yield GgufTensor("token_embd.weight", small, (hidden, config.vocabulary))
    yield GgufTensor("output.weight", large, (hidden, config.vocabulary))
    yield GgufTensor("output_norm.weight", plain, (hidden,))
    eighth = config.layers // 8
    for number in range(config.layers):
        more = number < eighth or number >= 7 * config.layers // 8 or (number - eighth) % 3 == 2
        layer, mixed = f"blk.{number}", large if more else small
        for name, size in (("attn_norm", hidden), ("ffn_norm", hidden)):
            yield GgufTensor(f"{layer}.{name}.weight", plain, (size,))
        for name, size in (("attn_q", queries), ("attn_k", keys), ("attn_v", keys)):
            yield GgufTensor(f"{layer}.{name}.bias", plain, (size,))
        yield GgufTensor(f"{layer}.attn_q.weight", small, (hidden, queries))
        yield GgufTensor(f"{layer}.attn_k.weight", small, (hidden, keys))
        yield GgufTensor(f"{layer}.attn_v.weight", mixed, (hidden, keys))
        yield GgufTensor(f"{layer}.attn_output.weight", small, (queries, hidden))
        yield GgufTensor(f"{layer}.ffn_gate.weight", small, (hidden, inner))
        yield GgufTensor(f"{layer}.ffn_up.weight", small, (hidden, inner))
        yield GgufTensor(f"{layer}.ffn_down.weight", mixed, (inner, hidden))


def qwen2_keys(config: ModelConfig) -> dict[str, Any]:
    """What such a file's header says, as in Qwen's own, without the vocabulary."""
    return {
        "general.architecture": "qwen2",
        "general.name": config.name,
        "qwen2.block_count": config.layers,
        "qwen2.context_length": config.context,
        "qwen2.embedding_length": config.hidden,
        "qwen2.feed_forward_length": config.intermediate,
        "qwen2.attention.head_count": config.heads,
        "qwen2.attention.head_count_kv": config.kv_heads,
        "qwen2.rope.freq_base": 1_000_000.0,
        "general.file_type": 15,
        "tokenizer.chat_template": TEMPLATE,
    }


def tiny(changes: Mapping[str, Any] | None = None, layers: int = 2, context: int = 1024) -> tuple[dict[str, Any], tuple[GgufTensor, ...]]:
    """The keys, some of them changed, and the tensors of a Qwen2 model of a few hundred kilobytes."""
    config = ModelConfig("tiny", layers, 256, 512, 4, 2, 64, 300, context, False, "F16", frozenset())
    return qwen2_keys(config) | dict(changes or {}), q4_k_m(config)


def write_gguf(path: Path, keys: Mapping[str, Any], tensors: Sequence[GgufTensor], version: int = 3, order: str = "<") -> Path:
    """A file with these keys and tensors, all holes. Written after the format's description, not with the reader's help."""
    alignment = keys.get("general.alignment", ALIGNMENT)
    content = b"GGUF" + struct.pack(f"{order}IQQ", version, len(tensors), len(keys))
    for key, value in keys.items():
        content += _text(key, order) + _value(value, order)
    end = last = 0
    for tensor in tensors:
        content += _text(tensor.name, order) + struct.pack(f"{order}I{len(tensor.shape)}Q", len(tensor.shape), *tensor.shape)
        content += struct.pack(f"{order}IQ", NUMBERS[tensor.kind.name], end)
        last = end + tensor.size
        end = -(-last // alignment) * alignment
    path.write_bytes(content)
    if tensors:
        os.truncate(path, -(-len(content) // alignment) * alignment + last)
    return path


def _text(text: str, order: str) -> bytes:
    content = text.encode()
    return struct.pack(f"{order}Q", len(content)) + content


def _value(value: Any, order: str) -> bytes:
    match value:
        case bool():
            return struct.pack(f"{order}I?", 7, value)
        case int():
            return struct.pack(f"{order}Ii", 5, value) if value < 0 else struct.pack(f"{order}II", 4, value)
        case float():
            return struct.pack(f"{order}If", 6, value)
        case str():
            return struct.pack(f"{order}I", 8) + _text(value, order)
        case [str(), *_]:
            return struct.pack(f"{order}IIQ", 9, 8, len(value)) + b"".join(_text(text, order) for text in value)
        case _:
            return struct.pack(f"{order}IIQ{len(value)}i", 9, 5, len(value), *value)


def write_parts(folder: Path, name: str, keys: Mapping[str, Any], tensors: Sequence[GgufTensor], count: int) -> list[Path]:
    """The same in parts, as gguf-split makes them: the keys in the first, the tensors spread over all."""
    paths = [folder / f"{name}-{number + 1:05}-of-{count:05}.gguf" for number in range(count)]
    for number, path in enumerate(paths):
        split = {"split.no": number, "split.count": count, "split.tensors.count": len(tensors)}
        write_gguf(path, (dict(keys) if number == 0 else {}) | split, tensors[number::count])
    return paths
