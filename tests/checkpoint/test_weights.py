"""What is wrong with a checkpoint's folder is said before anything is loaded."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.checkpoint.config import Tensor
from kaggle_utils.checkpoint.header import read_header
from kaggle_utils.checkpoint.weights import INDEX, check_checkpoint, read_config, read_tensors
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import expected_tensors
from tests.conftest import DEMO_MODEL
from tests.sparse_checkpoint import CONFIGS, qwen_coder, write_checkpoint, write_safetensors

DEMO_WEIGHTS = DEMO_MODEL / "model.safetensors"


@pytest.fixture
def sharded(tmp_path: Path) -> Path:
    """Qwen2.5-Coder-32B in four files of 19 GB together, which are holes."""
    folder = tmp_path / "Qwen2.5-Coder-32B-Instruct-AWQ"
    write_checkpoint(folder, CONFIGS / f"{folder.name}.json", expected_tensors(qwen_coder("32B")), shards=4)
    return folder


def test_the_embedded_model_is_whole() -> None:
    check_checkpoint(DEMO_MODEL)


def test_the_header_describes_the_whole_file() -> None:
    length = int.from_bytes(DEMO_WEIGHTS.read_bytes()[:8], "little")
    assert 8 + length + sum(tensor.size for tensor in read_tensors(DEMO_MODEL)) == DEMO_WEIGHTS.stat().st_size


def test_the_header_says_what_the_safetensors_library_says() -> None:
    from safetensors import safe_open

    with safe_open(DEMO_WEIGHTS, "pt") as file:
        theirs = {name: (file.get_slice(name).get_dtype(), tuple(file.get_slice(name).get_shape())) for name in file.keys()}  # noqa: SIM118
    assert {tensor.name: (tensor.dtype, tensor.shape) for tensor in read_header(DEMO_WEIGHTS)} == theirs


def test_a_model_is_called_by_its_folder(sharded: Path) -> None:
    assert read_config(sharded) == qwen_coder("32B")


def test_all_shards_of_an_index_are_read(sharded: Path) -> None:
    check_checkpoint(sharded)
    assert set(read_tensors(sharded)) == set(expected_tensors(qwen_coder("32B")))


def test_a_folder_with_nothing_but_a_config_has_no_tensors(tmp_path: Path) -> None:
    shutil.copy(DEMO_MODEL / "config.json", tmp_path)
    assert read_tensors(tmp_path) == ()


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("config.json", "has no config.json: it is not a Hugging Face checkpoint"),
        ("tokenizer.json", "has no tokenizer"),
        ("model.safetensors", r"has no \*\.safetensors"),
    ],
)
def test_a_missing_file_is_named(checkpoint: Path, missing: str, message: str) -> None:
    (checkpoint / missing).unlink()
    with pytest.raises(InputError, match=message):
        check_checkpoint(checkpoint)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing is not a folder: --model must name one"):
        check_checkpoint(tmp_path / "nothing")


@pytest.mark.parametrize(("text", "message"), [("{", "config.json is not JSON"), ("[]", "config.json holds a list, not an object")])
def test_a_damaged_config_is_named(checkpoint: Path, text: str, message: str) -> None:
    (checkpoint / "config.json").write_text(text)
    with pytest.raises(InputError, match=message):
        check_checkpoint(checkpoint)


def test_truncated_weights_are_named_with_both_sizes(checkpoint: Path) -> None:
    os.truncate(checkpoint / "model.safetensors", 100_000)
    with pytest.raises(InputError) as error:
        check_checkpoint(checkpoint)
    assert str(error.value) == (
        f"{checkpoint}/model.safetensors is cut off: it has 100,000 bytes, and its header describes 6,960,848; copy it again"
    )


def test_a_truncated_shard_of_19_gigabytes_is_named(sharded: Path) -> None:
    path = sharded / "model-00003-of-00004.safetensors"
    os.truncate(path, path.stat().st_size - 1)
    with pytest.raises(InputError, match=r"model-00003-of-00004\.safetensors is cut off"):
        check_checkpoint(sharded)


@given(st.integers(0, DEMO_WEIGHTS.stat().st_size - 1))
def test_a_cut_at_any_byte_is_noticed(tmp_path_factory: pytest.TempPathFactory, size: int) -> None:
    path = tmp_path_factory.getbasetemp() / "cut.safetensors"
    with DEMO_WEIGHTS.open("rb") as file:
        path.write_bytes(file.read(min(size, 10_000)))
    os.truncate(path, size)
    with pytest.raises(InputError, match=r"cut\.safetensors"):
        read_header(path)


def test_bytes_after_the_last_tensor_are_noticed(checkpoint: Path) -> None:
    with (checkpoint / "model.safetensors").open("ab") as file:
        file.write(b"x")
    with pytest.raises(InputError, match="goes on after its last tensor: it has 6,960,849 bytes"):
        check_checkpoint(checkpoint)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"\(0 bytes\) is not a safetensors file"),
        (b"not weights at all", r"\(18 bytes\) is not a safetensors file"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 19\n", "is a Git LFS pointer, not the weights"),
        ((100).to_bytes(8, "little") + b"{}", "is cut off inside its header: 10 bytes of at least 108"),
        ((2).to_bytes(8, "little") + b"[]", "has a header that does not read"),
        ((2).to_bytes(8, "little") + b"{]", "has a header that does not read"),
    ],
)
def test_a_file_of_another_kind_is_named(checkpoint: Path, content: bytes, message: str) -> None:
    (checkpoint / "model.safetensors").write_bytes(content)
    with pytest.raises(InputError, match=message):
        check_checkpoint(checkpoint)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"dtype": "Q4", "shape": [1], "data_offsets": [0, 1]}, "has a header that does not read"),
        ({"dtype": "F16", "shape": [4], "data_offsets": [0, 4]}, "gives a a place that does not have its size"),
        ({"dtype": "F16", "shape": [4]}, "has a header that does not read"),
    ],
)
def test_a_header_that_contradicts_itself_is_named(tmp_path: Path, entry: dict[str, object], message: str) -> None:
    text = json.dumps({"a": entry}).encode()
    path = tmp_path / "model.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(4))
    with pytest.raises(InputError, match=message):
        read_header(path)


def test_a_broken_link_is_named(checkpoint: Path) -> None:
    (checkpoint / "model.safetensors").unlink()
    (checkpoint / "model.safetensors").symlink_to("blobs/nowhere")
    with pytest.raises(InputError, match=r"model\.safetensors cannot be read \(No such file or directory\)"):
        check_checkpoint(checkpoint)


def test_a_shard_that_the_index_names_must_be_there(sharded: Path) -> None:
    (sharded / "model-00002-of-00004.safetensors").unlink()
    with pytest.raises(InputError, match=r"model-00002-of-00004\.safetensors is missing, and model\.safetensors\.index\.json names it"):
        check_checkpoint(sharded)


def test_a_shard_of_another_revision_is_noticed(sharded: Path) -> None:
    write_safetensors(sharded / "model-00001-of-00004.safetensors", [Tensor("other", "F16", (8,))])
    with pytest.raises(InputError, match=r"model-00001-of-00004\.safetensors lacks .*: copy both from the same revision"):
        check_checkpoint(sharded)


def test_an_index_without_a_map_is_named(sharded: Path) -> None:
    (sharded / INDEX).write_text("{}")
    with pytest.raises(InputError, match="has no weight_map"):
        check_checkpoint(sharded)
