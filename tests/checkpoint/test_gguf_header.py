"""A GGUF file's header: what is in it is read, and what is wrong with it is one sentence."""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaggle_utils.checkpoint.gguf_header import MAX_KEPT, LongArray, read_gguf_header
from kaggle_utils.checkpoint.gguf_types import BLOCK_TYPES, BY_NAME, FILE_TYPES, GgufTensor
from kaggle_utils.errors import InputError
from tests.gguf_files import tiny, write_gguf

ONE = (GgufTensor("token_embd.weight", BY_NAME["F32"], (4, 2)),)

# -- the tables ------------------------------------------------------------------------------------------------------------------------


def test_types_are_those_of_llama_cpp() -> None:
    theirs = {number.value: (number.name, *gguf.GGML_QUANT_SIZES[number]) for number in gguf.GGML_QUANT_SIZES}
    assert {number: (kind.name, kind.block, kind.size) for number, kind in BLOCK_TYPES.items()} == theirs


def test_mixtures_are_those_of_llama_cpp() -> None:
    theirs = {kind.value: kind.name.removeprefix("MOSTLY_").removeprefix("ALL_") for kind in gguf.LlamaFileType if kind.value < 1024}
    assert theirs == FILE_TYPES


# -- round trips through llama.cpp's own writer ----------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = st.from_regex(r"[a-z]{1,6}(\.[a-z0-9_]{1,6}){0,3}", fullmatch=True)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "uint8": st.integers(0, 2**8 - 1),
    "int8": st.integers(-(2**7), 2**7 - 1),
    "uint16": st.integers(0, 2**16 - 1),
    "int16": st.integers(-(2**15), 2**15 - 1),
    "uint32": st.integers(0, 2**32 - 1),
    "int32": st.integers(-(2**31), 2**31 - 1),
    "uint64": st.integers(0, 2**64 - 1),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "float32": st.floats(width=32, allow_nan=False),
    "float64": st.floats(allow_nan=False),
    "bool": st.booleans(),
    "string": TEXTS.filter(bool),  # their writer leaves out a key whose text is empty
}
ENTRIES = st.one_of([st.tuples(st.just(kind), values) for kind, values in SCALARS.items()])
ARRAYS = st.one_of(
    st.lists(TEXTS, min_size=1, max_size=5),
    st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=5),
    st.lists(st.booleans(), min_size=1),
).map(lambda items: ("array", items))
KINDS = {"F32": np.float32, "F16": np.float16, "I8": np.int8, "I16": np.int16, "I32": np.int32, "I64": np.int64, "F64": np.float64}


@given(
    st.dictionaries(NAMES, ENTRIES | ARRAYS, max_size=6),
    st.dictionaries(NAMES, st.tuples(st.sampled_from(sorted(KINDS)), st.lists(st.integers(1, 5), min_size=1, max_size=4)), max_size=5),
    st.sampled_from([None, 16, 64, 256]),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_llama_cpp_writes_is_read(
    tmp_path: Path, entries: dict[str, tuple[str, Any]], tensors: dict[str, tuple[str, list[int]]], alignment: int | None
) -> None:
    path = tmp_path / "written.gguf"
    writer = gguf.GGUFWriter(path, "qwen2")
    if alignment is not None:
        writer.add_custom_alignment(alignment)
    for key, (kind, value) in entries.items():
        getattr(writer, f"add_{kind}")(key, value)
    for name, (kind, shape) in tensors.items():
        writer.add_tensor(name, np.zeros(shape, KINDS[kind]))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    header = read_gguf_header(path)
    expected: dict[str, Any] = {"general.architecture": "qwen2"} | ({} if alignment is None else {"general.alignment": alignment})
    expected |= {key: tuple(value) if kind == "array" else value for key, (kind, value) in entries.items()}
    assert header.metadata == expected
    assert {tensor.name: (tensor.kind.name, tensor.shape) for tensor in header.tensors} == {
        name: (kind, tuple(reversed(shape))) for name, (kind, shape) in tensors.items()
    }


@pytest.mark.parametrize("kind", [kind for kind in BLOCK_TYPES.values() if kind.block > 1], ids=lambda kind: kind.name)
def test_a_quantised_tensor_takes_whole_blocks(kind: Any) -> None:
    tensor = GgufTensor("x", kind, (kind.block * 3, 5))
    assert tensor.size == 15 * kind.size


def test_the_reader_of_llama_cpp_reads_what_the_tests_write(tmp_path: Path) -> None:
    keys, tensors = tiny(context=2048)
    reader = gguf.GGUFReader(write_gguf(tmp_path / "m.gguf", keys, tensors))
    assert {tensor.name: (tensor.tensor_type.name, tensor.n_bytes) for tensor in reader.tensors} == {
        tensor.name: (tensor.kind.name, tensor.size) for tensor in tensors
    }
    field = reader.get_field("qwen2.context_length")
    assert field is not None
    assert field.contents() == 2048


def test_of_a_long_array_only_the_length_is_kept(tmp_path: Path) -> None:
    keys = {"words": ["word"] * (MAX_KEPT + 1), "numbers": [7] * (MAX_KEPT + 2), "short": ["a", "b"], "after": 5}
    found = read_gguf_header(write_gguf(tmp_path / "m.gguf", keys, ONE)).metadata
    assert found == {"words": LongArray(MAX_KEPT + 1), "numbers": LongArray(MAX_KEPT + 2), "short": ("a", "b"), "after": 5}


def test_the_weights_are_not_read(tmp_path: Path) -> None:
    """A file of eight terabytes, all of it holes."""
    huge = (GgufTensor("token_embd.weight", BY_NAME["F32"], (2**21, 2**20)),)
    assert read_gguf_header(write_gguf(tmp_path / "m.gguf", {}, huge)).tensors[0].size == 2**43


# -- what is refused -------------------------------------------------------------------------------------------------------------------


def edited(edit: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.write_bytes(edit(path.read_bytes()))

    return change


def replaced(old: bytes, new: bytes) -> Callable[[Path], None]:
    def edit(content: bytes) -> bytes:
        assert content.count(old) == 1
        return content.replace(old, new)

    return edited(edit)


def shorter(by: int) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, path.stat().st_size - by)


def dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to("blobs/abc")


NAME = struct.pack("<Q", 17) + b"token_embd.weight"
PLACE = struct.pack("<QQIQ", 4, 2, 0, 0)  # of the one tensor: its shape, its type, where it begins


def version(number: int) -> Callable[[Path], None]:
    return edited(lambda content: content[:4] + struct.pack("<I", number) + content[8:])


def placed(*numbers: int) -> Callable[[Path], None]:
    return replaced(PLACE, struct.pack("<QQIQ", *numbers))


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "empty": (edited(lambda _: b""), "is not a GGUF file: it begins with b'' instead of b'GGUF'"),
    "text": (edited(lambda _: b"<!DOCTYPE html><html>"), "is not a GGUF file: it begins with b'<!DO' instead of b'GGUF'"),
    "safetensors": (edited(lambda _: (64).to_bytes(8, "little") + b"{}" * 32), "is not a GGUF file"),
    "pointer": (edited(lambda _: b"version https://git-lfs.github.com/spec/v1\n"), "is a Git LFS pointer, not the model: run git lfs pull"),
    "ggjt": (edited(lambda _: b"tjgg" + bytes(60)), "is in a form from before GGUF, which llama.cpp reads no longer"),
    "magic alone": (edited(lambda content: content[:4]), "is cut off inside its header: it has 4 bytes"),
    "version alone": (edited(lambda content: content[:8]), "is cut off inside its header: it has 8 bytes"),
    "cut in the keys": (edited(lambda content: content[:60]), "is cut off inside its header: it has 60 bytes"),
    "cut in the tensors": (edited(lambda content: content[: content.index(NAME) + 20]), "is cut off inside its header"),
    "cut in the weights": (shorter(1), "is cut off: it has 159 bytes, and its header describes 160; copy it again"),
    "version 0": (version(0), "is GGUF version 0, and the versions known are 2 and 3"),
    "version 1": (version(1), "is GGUF version 1, which llama.cpp reads no longer"),
    "version 4": (version(4), "is GGUF version 4, and the versions known are 2 and 3"),
    "many keys": (edited(lambda content: content[:16] + struct.pack("<Q", 2**60) + content[24:]), "is cut off inside its header"),
    "many tensors": (edited(lambda content: content[:8] + struct.pack("<Q", 2**60) + content[16:]), "is cut off inside its header"),
    "type of a value": (
        replaced(b"key" + struct.pack("<I", 4), b"key" + struct.pack("<I", 13)),
        "gives key a value of type 13, which is not in the format",
    ),
    "type of a tensor": (placed(4, 2, 36, 0), "gives token_embd.weight the type 36, which is unknown here"),
    "half a block": (placed(4, 2, 12, 0), "gives token_embd.weight the shape [4, 2], which Q4_K cannot have"),
    "no rows": (placed(4, 0, 0, 0), "gives token_embd.weight the shape [4, 0], which F32 cannot have"),
    "too many numbers": (placed(2**40, 2**40, 0, 0), "which F32 cannot have"),
    "a gap": (placed(4, 2, 0, 32), "puts token_embd.weight at byte 32, and the tensors before it end at 0"),
    "five dimensions": (
        replaced(NAME + struct.pack("<I", 2), NAME + struct.pack("<I", 5)),
        "gives token_embd.weight 5 dimensions, and there can be 1 to 4",
    ),
    "a link to nothing": (dangling, "cannot be read (No such file or directory), because it is a link to blobs/abc"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_sentence(name: str, tmp_path: Path) -> None:
    spoil, message = BAD[name]
    path = write_gguf(tmp_path / "m.gguf", {"key": 5}, ONE)
    spoil(path)
    with pytest.raises(InputError) as error:
        read_gguf_header(path)
    assert str(error.value).startswith(str(path))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("alignment", [24, 0])
def test_an_alignment_that_is_no_power_of_two_is_refused(alignment: int, tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "m.gguf", {"general.alignment": 32}, ONE)
    replaced(b"alignment" + struct.pack("<II", 4, 32), b"alignment" + struct.pack("<II", 4, alignment))(path)
    with pytest.raises(InputError, match=f"general.alignment is {alignment}, and must be a power of two"):
        read_gguf_header(path)


def test_a_big_endian_file_is_refused(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "m.gguf", {"key": 5}, ONE, order=">")
    with pytest.raises(InputError, match="is big-endian, made for other processors than this machine's"):
        read_gguf_header(path)


@pytest.mark.parametrize("twice", ["key", "tensor"])
def test_a_name_that_is_there_twice_is_refused(twice: str, tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "m.gguf", {"one": 1, "two": 2}, [GgufTensor(name, BY_NAME["F32"], (8,)) for name in ("aaa", "bbb")])
    old, new = (b"two", b"one") if twice == "key" else (b"bbb", b"aaa")
    path.write_bytes(path.read_bytes().replace(old, new))
    with pytest.raises(InputError, match=f"has the {twice} {new.decode()} twice"):
        read_gguf_header(path)


def test_padding_behind_the_last_tensor_may_be_missing(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "m.gguf", {}, [GgufTensor("a", BY_NAME["F32"], (3,))])
    with path.open("ab") as file:
        file.write(bytes(20))
    assert read_gguf_header(path).size == path.stat().st_size


@given(st.binary(max_size=200))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_are_read_or_refused(tmp_path: Path, noise: bytes) -> None:
    path = tmp_path / "noise.gguf"
    path.write_bytes(b"GGUF" + struct.pack("<I", 3) + noise)
    try:
        read_gguf_header(path)
    except InputError:
        return


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_cut_and_any_changed_byte_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    keys, tensors = tiny({"words": ["a", "b"], "ratio": 0.5, "flag": True})
    path = write_gguf(tmp_path / "whole.gguf", keys, tensors)
    with path.open("rb") as file:
        head = bytearray(file.read(2500))
    place = data.draw(st.integers(0, len(head) - 1))
    head[place] = data.draw(st.integers(0, 255))
    size = data.draw(st.sampled_from([path.stat().st_size, place]))
    path.write_bytes(head)
    os.truncate(path, size)
    try:
        found = read_gguf_header(path)
    except InputError:
        return
    assert size > place
    assert math.isfinite(sum(tensor.size for tensor in found.tensors))
