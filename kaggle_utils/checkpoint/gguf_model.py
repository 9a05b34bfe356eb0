"""What a GGUF file's keys and tensors say of the model: its shape, and what llama.cpp keeps of each token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kaggle_utils.checkpoint.gguf_header import LongArray, Value
from kaggle_utils.checkpoint.gguf_types import FILE_TYPES, BlockType, GgufTensor, row_size
from kaggle_utils.errors import InputError

# Decoders whose every layer keeps keys and values of all tokens. Others keep a window of them, or a state: their cache is another sum.
ARCHITECTURES = ("llama", "qwen2", "qwen3", "qwen2moe", "qwen3moe", "deepseek2")
OUTPUT, EMBEDDING = "output.weight", "token_embd.weight"
WAY_OUT = "copy it again from the model's repository"


@dataclass(frozen=True)
class GgufModel:
    """A decoder's shape and its tensors.

    ``key_length`` and ``value_length`` are those of a head, as they are cached. ``intermediate`` is the length of a feed-forward layer, or
    of all experts that work on one token. ``latent``: keys and values are one compressed vector (DeepSeek's multi-head latent attention),
    which llama.cpp keeps as a key and not again as a value. ``experts`` is 0 for a dense model.
    """

    name: str
    architecture: str
    mixture: str
    layers: int
    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    key_length: int
    value_length: int
    vocabulary: int
    context: int
    tensors: tuple[GgufTensor, ...]
    experts: int = 0
    latent: bool = False

    @property
    def size(self) -> int:
        """Bytes of all tensors."""
        return sum(tensor.size for tensor in self.tensors)

    @property
    def tied(self) -> bool:
        """Whether the head is the embedding, which llama.cpp then loads a second time for it."""
        return all(tensor.name != OUTPUT for tensor in self.tensors)

    def kv_bytes(self, keys: BlockType, values: BlockType) -> int:
        """Bytes of one token's keys and values in one layer (llama-kv-cache.cpp: rows of n_embd_k_gqa and n_embd_v_gqa)."""
        kept = row_size(keys, self.kv_heads * self.key_length)
        return kept if self.latent else kept + row_size(values, self.kv_heads * self.value_length)


def describe_model(metadata: Mapping[str, Value], tensors: tuple[GgufTensor, ...], source: str) -> GgufModel:
    """Make a GgufModel of a header. ``source`` is what messages call the file. Raises InputError for a kind of model that is not known."""
    kind = metadata.get("general.architecture")
    if kind not in ARCHITECTURES:
        raise InputError(f"{source}: general.architecture is {kind!r}, and the memory plan knows: {', '.join(ARCHITECTURES)}")
    keys = _Keys(metadata, str(kind), source)
    embedding = next((tensor for tensor in tensors if tensor.name == EMBEDDING), None)
    if embedding is None or len(embedding.shape) < 2:
        raise InputError(f"{source} has no {EMBEDDING}, which every decoder has: {WAY_OUT}")
    layers, hidden, heads = keys.length("block_count"), keys.length("embedding_length"), keys.length("attention.head_count")
    kv_heads = keys.length("attention.head_count_kv", heads)
    if heads % kv_heads:
        raise InputError(f"{source}: attention.head_count is {heads}, no multiple of attention.head_count_kv {kv_heads}: {WAY_OUT}")
    _check_layers(layers, tensors, source)
    file_type = metadata.get("general.file_type")
    return GgufModel(
        name=source.rpartition("/")[2].removesuffix(".gguf"),  # general.name may be another's: Qwen2.5-Coder-0.5B's says AWQ
        architecture=str(kind),
        mixture=FILE_TYPES.get(file_type, "mixed types") if isinstance(file_type, int) else "mixed types",
        layers=layers,
        hidden=hidden,
        intermediate=max(keys.count("feed_forward_length"), keys.count("expert_used_count") * keys.count("expert_feed_forward_length"))
        or keys.length("feed_forward_length"),
        heads=heads,
        kv_heads=kv_heads,
        key_length=keys.length("attention.key_length", hidden // heads),
        value_length=keys.length("attention.value_length", hidden // heads),
        vocabulary=embedding.shape[1],
        context=keys.length("context_length"),
        tensors=tensors,
        experts=keys.count("expert_count"),
        # llama-hparams.cpp, is_mla(): files from before April 2025 lack the key, and their keys and values are kept apart.
        latent=keys.count("attention.key_length_mla") > 0,
    )


def _check_layers(layers: int, tensors: tuple[GgufTensor, ...], source: str) -> None:
    """Raise InputError unless every layer has tensors, and none lies above the last."""
    found = {number for tensor in tensors if (number := layer_of(tensor.name)) is not None}
    if found != set(range(layers)):
        wrong = min(found ^ set(range(layers)))
        which = f"holds a layer {wrong}" if wrong in found else f"lacks layer {wrong}"
        raise InputError(f"{source} {which}, and block_count is {layers}: {WAY_OUT}")


def layer_of(name: str) -> int | None:
    """The number of the layer that a tensor belongs to, counted from 0; None for those outside of the layers."""
    parts = name.split(".")
    return int(parts[1]) if parts[0] == "blk" and len(parts) > 2 and parts[1].isdecimal() else None


@dataclass(frozen=True)
class _Keys:
    """The keys of one architecture."""

    metadata: Mapping[str, Value]
    architecture: str
    source: str

    def length(self, key: str, default: int | None = None) -> int:
        """A number greater than 0, the same in all layers. Raises InputError."""
        value = self.metadata.get(f"{self.architecture}.{key}", default)
        if isinstance(value, LongArray | tuple):
            if not isinstance(value, tuple) or len(set(value)) != 1:
                raise InputError(f"{self.source}: {key} differs from layer to layer, which the memory plan does not know")
            value = value[0]
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise InputError(f"{self.source}: {self.architecture}.{key} is {value!r}, and must be a whole number greater than 0: {WAY_OUT}")
        return value

    def count(self, key: str) -> int:
        """A number, 0 for one that is not there."""
        value = self.metadata.get(f"{self.architecture}.{key}", 0)
        return value if isinstance(value, int) else 0
