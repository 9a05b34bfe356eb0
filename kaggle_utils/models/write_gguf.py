"""A GGUF file made of a checkpoint, for llama.cpp, with the names and metadata that its own convert_hf_to_gguf.py gives a Qwen2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kaggle_utils.checkpoint.objects import read_object
from kaggle_utils.errors import InputError

if TYPE_CHECKING:
    import gguf
    import torch

FileType = Literal["f16", "q8_0"]
# What llama.cpp calls the pre-tokeniser with Qwen2's pattern; a test compares the token ids.
PRE_TOKENIZER = "qwen2"
QWEN_PATTERN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
# float16 holds every bfloat16 between 2^-14 and 65,504 exactly; below, it rounds to multiples of 2^-24, and between them to eleven bits.
LEAST_CHANGE, RELATIVE_CHANGE = 2.0**-25, 2.0**-11


def write_gguf(folder: Path, target: Path, file_type: FileType = "f16", about: Mapping[str, str] | None = None) -> Path:
    """Write a checkpoint of a Qwen2 (safetensors) as a GGUF file; equal checkpoints give equal bytes. The file appears when it is whole.

    ``about`` are more metadata: ``general.name``, ``general.license``, and keys of one's own. Raises InputError for another architecture,
    another tokenizer, scaled positions and weights that the type cannot hold.
    """
    import gguf

    config = read_object(folder / "config.json")
    _check(folder, config)
    partial = target.with_suffix(".partial")
    writer = gguf.GGUFWriter(partial, gguf.MODEL_ARCH_NAMES[gguf.MODEL_ARCH.QWEN2])
    try:
        writer.add_type(gguf.GGUFType.MODEL)
        for key, value in (about or {}).items():
            writer.add_string(key, value)
        _add_shape(writer, config, file_type)
        _add_tokenizer(writer, folder, config)
        _add_weights(writer, folder, config["num_hidden_layers"], file_type)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    except InputError:
        partial.unlink(missing_ok=True)
        raise
    finally:
        writer.close()
    partial.replace(target)
    return target


def _check(folder: Path, config: Mapping[str, Any]) -> None:
    kind = config.get("model_type")
    if kind != "qwen2":
        raise InputError(f"{folder} is a {kind}, and only a qwen2 is written as GGUF: use llama.cpp's convert_hf_to_gguf.py")
    rope = _rope(config).get("rope_type", "default")
    if rope != "default":
        raise InputError(f"{folder} scales its positions ({rope}), which is not written as GGUF: use llama.cpp's convert_hf_to_gguf.py")
    if QWEN_PATTERN not in _patterns(read_object(folder / "tokenizer.json").get("pre_tokenizer") or {}):
        raise InputError(f"{folder}/tokenizer.json does not split text as Qwen2 does: use llama.cpp's convert_hf_to_gguf.py")


def _patterns(splitter: Mapping[str, Any]) -> list[str]:
    """The regular expressions by which a tokenizer splits text before it merges bytes."""
    return [part.get("pattern", {}).get("Regex", "") for part in splitter.get("pretokenizers", [splitter])]


def _rope(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings of the positions: transformers 5 has them in one table, 4 has the scaling apart from the base."""
    return config.get("rope_parameters") or config.get("rope_scaling") or {}


def _add_shape(writer: gguf.GGUFWriter, config: Mapping[str, Any], file_type: FileType) -> None:
    import gguf

    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_rope_freq_base(config["rope_theta"] if "rope_theta" in config else _rope(config)["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16 if file_type == "f16" else gguf.LlamaFileType.MOSTLY_Q8_0)


def _add_tokenizer(writer: gguf.GGUFWriter, folder: Path, config: Mapping[str, Any]) -> None:
    tokenizer = read_object(folder / "tokenizer.json")
    known = read_object(folder / "tokenizer_config.json")
    tokens = {number: text for text, number in tokenizer["model"]["vocab"].items()}
    added = {token["id"]: token for token in tokenizer["added_tokens"]}
    tokens |= {number: token["content"] for number, token in added.items()}
    places = range(config["vocab_size"])
    writer.add_tokenizer_model("gpt2")  # llama.cpp's word for byte-level BPE
    writer.add_tokenizer_pre(PRE_TOKENIZER)
    writer.add_token_list([tokens.get(number, _unused(number)) for number in places])
    writer.add_token_types([_type_of(number, tokens, added) for number in places])
    writer.add_token_merges([pair if isinstance(pair, str) else " ".join(pair) for pair in tokenizer["model"]["merges"]])
    ids = {text: number for number, text in tokens.items()}
    for name, add in (("bos", writer.add_bos_token_id), ("eos", writer.add_eos_token_id), ("pad", writer.add_pad_token_id)):
        number = config.get(f"{name}_token_id")
        if number is None:
            number = ids.get(known.get(f"{name}_token"))  # the hub's Qwen2.5 has its padding in the tokenizer's config alone
        if number is not None:
            add(number)
    writer.add_add_bos_token(False)
    writer.add_chat_template(_chat_template(folder, known))


def _type_of(number: int, tokens: Mapping[int, str], added: Mapping[int, Mapping[str, Any]]) -> int:
    import gguf

    if number in added:
        return gguf.TokenType.CONTROL if added[number]["special"] else gguf.TokenType.USER_DEFINED
    return gguf.TokenType.UNUSED if tokens.get(number, _unused(number)) == _unused(number) else gguf.TokenType.NORMAL


def _unused(number: int) -> str:
    """What llama.cpp's converter writes for a row of the embedding without a token."""
    return f"[PAD{number}]"


def _chat_template(folder: Path, known: Mapping[str, Any]) -> str:
    """The chat template: transformers 5 writes it as a file, before it stood in the tokenizer's config. Raises InputError for none."""
    file = folder / "chat_template.jinja"
    template = file.read_text(encoding="utf-8") if file.is_file() else known.get("chat_template")
    if not isinstance(template, str):
        raise InputError(f"{folder} has no chat template: llama.cpp would guess one; write it into chat_template.jinja")
    return template


def _add_weights(writer: gguf.GGUFWriter, folder: Path, layers: int, file_type: FileType) -> None:
    """Matrices as float16 or in eight bits, and vectors as float32, as llama.cpp's converter does."""
    import gguf

    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN2, layers)
    for file, name, tensor in _tensors(folder):
        new_name = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if new_name is None:
            raise InputError(f"{file}: llama.cpp's Qwen2 has no tensor for {name}")
        if tensor.ndim == 1:
            writer.add_tensor(new_name, tensor.numpy())
        elif file_type == "q8_0":
            kind = gguf.GGMLQuantizationType.Q8_0
            writer.add_tensor(new_name, gguf.quants.quantize(tensor.numpy(), kind), raw_dtype=kind)
        else:
            written = tensor.half()
            if bool(((written.float() - tensor).abs() > (tensor.abs() * RELATIVE_CHANGE).clamp(min=LEAST_CHANGE)).any()):
                raise InputError(f"{file}: {name} holds weights that float16 cannot hold: write q8_0")
            writer.add_tensor(new_name, written.numpy())


def _tensors(folder: Path) -> Iterator[tuple[Path, str, torch.Tensor]]:
    """The tensors in float32, sorted by name, with their files. Raises InputError for a folder without weights."""
    from safetensors import safe_open

    where: dict[str, Path] = {}
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, framework="pt") as weights:
            where |= dict.fromkeys(weights.keys(), path)
    if not where:
        raise InputError(f"{folder} holds no weights: it has no .safetensors file")
    for name in sorted(where):
        with safe_open(where[name], framework="pt") as weights:
            yield where[name], name, weights.get_tensor(name).float()
