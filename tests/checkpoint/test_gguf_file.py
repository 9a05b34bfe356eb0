"""A model in GGUF form: its shape, its parts, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.checkpoint.gguf_file import check_gguf, is_gguf, is_later_part, read_gguf
from kaggle_utils.checkpoint.gguf_types import BY_NAME, GgufTensor
from kaggle_utils.errors import InputError
from tests.gguf_files import q4_k_m, qwen2_keys, tiny, write_gguf, write_parts
from tests.sparse_checkpoint import qwen_coder

F16 = BY_NAME["F16"]


def write_tiny(folder: Path, changes: Mapping[str, Any] | None = None) -> Path:
    return write_gguf(folder / "tiny-q4_k_m.gguf", *tiny(changes))


# -- the shape -------------------------------------------------------------------------------------------------------------------------


def test_the_shape_of_a_model(tmp_path: Path) -> None:
    model = read_gguf(write_tiny(tmp_path))
    assert replace(model, tensors=()) == replace(
        model, tensors=(), name="tiny-q4_k_m", architecture="qwen2", mixture="Q4_K_M", layers=2, hidden=256, intermediate=512, heads=4,
        kv_heads=2, key_length=64, value_length=64, vocabulary=300, context=1024, experts=0, latent=False,
    )  # fmt: skip
    assert not model.tied


# Bytes of the published files, as a public table of weights lists them. In front of their tensors is a header with Qwen's vocabulary of
# 151,936 words and 151,387 merges (5,950,528 bytes in the 1.5B's file), and some 60 bytes for each tensor more.
PUBLISHED = [("14B", 8_988_111_072), ("32B", 19_851_336_672)]


@pytest.mark.parametrize(("size", "published"), PUBLISHED)
def test_the_tensors_of_the_larger_models_have_the_size_of_the_published_files(size: str, published: int) -> None:
    header = published - sum(tensor.size for tensor in q4_k_m(qwen_coder(size)))
    assert 5_950_528 < header < 5_990_000


@pytest.mark.parametrize(
    ("cache", "bytes_of_a_layer"),
    [("F16", 2 * 8 * 128 * 2), ("F32", 2 * 8 * 128 * 4), ("Q8_0", 2 * 8 * 128 // 32 * 34), ("Q4_0", 2 * 8 * 128 // 32 * 18)],
)
def test_keys_and_values_of_a_token(cache: str, bytes_of_a_layer: int, tmp_path: Path) -> None:
    config = qwen_coder("32B")
    model = read_gguf(write_gguf(tmp_path / "m.gguf", qwen2_keys(config), q4_k_m(config)))
    assert model.kv_bytes(BY_NAME[cache], BY_NAME[cache]) == bytes_of_a_layer


def deepseek(latent: bool) -> tuple[dict[str, Any], tuple[GgufTensor, ...]]:
    """DeepSeek-Coder-V2-Lite's keys as convert_hf_to_gguf.py writes them: since April 2025 with one latent head, before with 16."""
    lengths = {
        "attention.head_count_kv": 1 if latent else 16,
        "attention.key_length": 512 + 64 if latent else 192,
        "attention.value_length": 512 if latent else 128,
    }
    own = {"attention.key_length_mla": 192, "attention.value_length_mla": 128} if latent else {}
    keys = {
        "block_count": 2,
        "context_length": 163_840,
        "embedding_length": 2048,
        "feed_forward_length": 10_944,
        "attention.head_count": 16,
        "expert_count": 64,
        "expert_used_count": 6,
        "expert_feed_forward_length": 1408,
    }
    tensors = (
        GgufTensor("token_embd.weight", F16, (2048, 102_400)),
        *[GgufTensor(f"blk.{n}.attn_norm.weight", F16, (2048,)) for n in (0, 1)],
    )
    return {"general.architecture": "deepseek2"} | {f"deepseek2.{key}": value for key, value in (keys | lengths | own).items()}, tensors


@pytest.mark.parametrize(("latent", "bytes_of_a_layer"), [(True, 576 * 2), (False, 16 * (192 + 128) * 2)])
def test_a_latent_vector_is_kept_once(latent: bool, bytes_of_a_layer: int, tmp_path: Path) -> None:
    model = read_gguf(write_gguf(tmp_path / "m.gguf", *deepseek(latent)))
    assert (model.latent, model.experts, model.kv_bytes(F16, F16)) == (latent, 64, bytes_of_a_layer)


def test_a_model_without_an_output_uses_its_embedding(tmp_path: Path) -> None:
    keys, tensors = tiny()
    tied = [tensor for tensor in tensors if tensor.name != "output.weight"]
    assert read_gguf(write_gguf(tmp_path / "m.gguf", keys, tied)).tied


def test_heads_of_the_same_number_in_every_layer_may_be_listed(tmp_path: Path) -> None:
    assert read_gguf(write_tiny(tmp_path, {"qwen2.attention.head_count_kv": [2, 2]})).kv_heads == 2


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"general.architecture": "mamba"}, "general.architecture is 'mamba', and the memory plan knows: llama, qwen2, qwen3"),
        ({"general.architecture": 5}, "general.architecture is 5, and the memory plan knows"),
        ({"qwen2.block_count": 3}, "lacks layer 2, and block_count is 3"),
        ({"qwen2.block_count": 1}, "holds a layer 1, and block_count is 1"),
        ({"qwen2.embedding_length": 0}, "qwen2.embedding_length is 0, and must be a whole number greater than 0"),
        ({"qwen2.feed_forward_length": 0}, "qwen2.feed_forward_length is 0, and must be a whole number greater than 0"),
        ({"qwen2.context_length": "long"}, "qwen2.context_length is 'long', and must be a whole number"),
        ({"qwen2.attention.head_count_kv": [2, 4]}, "attention.head_count_kv differs from layer to layer"),
        ({"qwen2.attention.head_count_kv": 3}, "attention.head_count is 4, no multiple of attention.head_count_kv 3"),
    ],
)
def test_a_shape_that_cannot_be_planned_is_refused(keys: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"tiny-q4_k_m\.gguf") as error:
        read_gguf(write_tiny(tmp_path, keys))
    assert message in str(error.value)


def test_a_file_with_nothing_but_a_vocabulary_is_refused(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "ggml-vocab-qwen2.gguf", tiny()[0], ())
    for read in (read_gguf, check_gguf):
        with pytest.raises(InputError, match="holds no tensors, only a vocabulary"):
            read(path)


def test_a_model_that_cannot_chat_is_refused_by_the_loaders(tmp_path: Path) -> None:
    path = write_tiny(tmp_path, {"tokenizer.chat_template": ""})
    assert read_gguf(path).layers == 2
    with pytest.raises(InputError, match="has no chat template: take the GGUF file of the -Instruct model"):
        check_gguf(path)


def test_a_model_of_an_unknown_kind_may_be_loaded_all_the_same(tmp_path: Path) -> None:
    check_gguf(write_tiny(tmp_path, {"general.architecture": "mamba"}))


@pytest.mark.parametrize(
    ("name", "gguf", "later"),
    [
        ("m.gguf", True, False),
        ("M.GGUF", True, False),
        ("m-00001-of-00002.gguf", True, False),
        ("m-00002-of-00002.gguf", True, True),
        ("m.safetensors", False, False),
        ("gguf", False, False),
    ],
)
def test_names(name: str, gguf: bool, later: bool) -> None:
    assert (is_gguf(Path(name)), is_later_part(Path(name))) == (gguf, later)


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "Qwen2.5-Coder.gguf"
    folder.mkdir()
    assert not is_gguf(folder)
    with pytest.raises(InputError, match=r"is a folder: name the \.gguf file in it, the first of several parts"):
        read_gguf(folder)


# -- parts -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 3, 5])
def test_parts_are_one_model(count: int, tmp_path: Path) -> None:
    keys, tensors = tiny()
    whole = read_gguf(write_gguf(tmp_path / "whole.gguf", keys, tensors))
    first = write_parts(tmp_path, "m", keys, tensors, count)[0]
    model = read_gguf(first)
    assert sorted(tensor.name for tensor in model.tensors) == sorted(tensor.name for tensor in whole.tensors)
    assert model.size == whole.size
    check_gguf(first)


def rename(name: str) -> Callable[[list[Path]], Path]:
    return lambda paths: paths[0].rename(paths[0].with_name(name))


def lose(number: int) -> Callable[[list[Path]], Path]:
    def change(paths: list[Path]) -> Path:
        paths[number].unlink()
        return paths[0]

    return change


def take_another(paths: list[Path]) -> Path:
    paths[1].write_bytes(paths[2].read_bytes())
    return paths[0]


def cut(paths: list[Path]) -> Path:
    paths[2].write_bytes(paths[2].read_bytes()[:-1])
    return paths[0]


def lose_tensors(paths: list[Path]) -> Path:
    write_gguf(paths[2], {"split.no": 2, "split.count": 3}, ())
    return paths[0]


def repeat_tensors(paths: list[Path]) -> Path:
    write_gguf(paths[2], {"split.no": 2, "split.count": 3}, tiny()[1][:1])
    return paths[0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lose(1), "m-00002-of-00003.gguf is missing, and m-00001-of-00003.gguf is part 1 of 3: copy it"),
        (lose(2), "m-00003-of-00003.gguf is missing, and m-00001-of-00003.gguf is part 1 of 3"),
        (lambda paths: paths[1], "m-00002-of-00003.gguf is part 2 of 3: name the first, m-00001-of-00003.gguf"),
        (rename("m.gguf"), "is part 1 of 3, and the other parts are found by its name: let that end in -00001-of-00003.gguf again"),
        (rename("m-00001-of-00002.gguf"), "let that end in -00001-of-00003.gguf again"),
        (take_another, "m-00002-of-00003.gguf says that it is part 2 (from 0) of 3, not part 1 of 3"),
        (cut, "m-00003-of-00003.gguf is cut off"),
        (lose_tensors, "tensors, and split.tensors.count is 27"),
        (repeat_tensors, "m-00001-of-00003.gguf and its other parts hold token_embd.weight twice"),
    ],
)
def test_parts_that_do_not_make_a_model_are_refused(change: Callable[[list[Path]], Path], message: str, tmp_path: Path) -> None:
    path = change(write_parts(tmp_path, "m", *tiny(), 3))
    for read in (read_gguf, check_gguf):
        with pytest.raises(InputError) as error:
            read(path)
        assert message in str(error.value)


def test_a_name_of_a_part_on_a_whole_file_is_refused(tmp_path: Path) -> None:
    path = write_tiny(tmp_path).rename(tmp_path / "m-00001-of-00002.gguf")
    with pytest.raises(InputError, match="is named as a part of 2, and its header knows of no parts"):
        read_gguf(path)


def test_one_part_of_one_is_whole(tmp_path: Path) -> None:
    path = write_tiny(tmp_path, {"split.count": 1, "split.no": 0}).rename(tmp_path / "m-00001-of-00001.gguf")
    assert read_gguf(path).layers == 2
