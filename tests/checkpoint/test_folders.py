"""Folders as people attach them: each is read whole by ``plan``, ``doctor`` and the loaders, or refused by the name of what is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.checkpoint.config import Tensor
from kaggle_utils.checkpoint.header import read_header
from kaggle_utils.checkpoint.weights import INDEX, check_checkpoint, read_model, read_tensors
from kaggle_utils.cli import main
from kaggle_utils.environment import find_model
from kaggle_utils.errors import InputError
from tests.conftest import DEMO_MODEL
from tests.sparse_checkpoint import write_checkpoint, write_safetensors

WEIGHTS = "model.safetensors"
TENSORS = read_header(DEMO_MODEL / WEIGHTS)
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 19\n"
Change = Callable[[Path], object]


def config(**changes: Any) -> Change:
    """Change keys of config.json; None removes one."""

    def change(folder: Path) -> None:
        path = folder / "config.json"
        raw = json.loads(path.read_text()) | changes
        path.write_text(json.dumps({key: value for key, value in raw.items() if value is not None}))

    return change


def write(name: str, text: str | bytes = "x") -> Change:
    return lambda folder: (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)


def remove(*names: str) -> Change:
    def change(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return change


def rename(old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        (folder / new).parent.mkdir(exist_ok=True, parents=True)
        (folder / old).rename(folder / new)

    return change


def dangle(name: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).symlink_to("../blobs/nowhere")

    return change


def weights(*tensors: Tensor, name: str = WEIGHTS) -> Change:
    return lambda folder: write_safetensors(folder / name, tensors)


def shards(count: int, *, index: bool = True, without: int | None = None) -> Change:
    """The weights in ``count`` files."""

    def change(folder: Path) -> None:
        apart = folder / "apart"
        write_checkpoint(apart, folder / "config.json", TENSORS, count)
        for path in apart.glob("model*"):
            path.rename(folder / path.name)
        shutil.rmtree(apart)
        (folder / WEIGHTS).unlink()
        if not index:
            (folder / INDEX).unlink()
        if without:
            (folder / f"model-{without:05}-of-{count:05}.safetensors").unlink()

    return change


def in_turn(*changes: Change) -> Change:
    return lambda folder: [change(folder) for change in changes]


def linked(folder: Path) -> None:
    """As in a cache of Hugging Face's: the snapshot's files are links to blobs."""
    blobs = folder.parent / "blobs"
    blobs.mkdir()
    for path in list(folder.iterdir()):
        path.rename(blobs / path.name)
        path.symlink_to(Path("..") / "blobs" / path.name)


def tokens(count: int) -> str:
    return json.dumps({"model": {"type": "BPE", "vocab": {str(number): number for number in range(count)}, "merges": []}})


READ: dict[str, Change] = {
    "as it is": lambda folder: None,
    "in shards with their index": shards(3),
    "in all its shards without an index": shards(3, index=False),
    "under another name": rename(WEIGHTS, "weights.safetensors"),
    "links to blobs": linked,
    "a config without architectures": config(architectures=None),
    "transformers 5's name of the type": config(torch_dtype=None),
    "notes and pictures beside it": in_turn(write("README.md"), write(".gitattributes"), write("training_args.bin")),
    "PyTorch's weights beside the same in safetensors": write("pytorch_model.bin"),
    "a tokenizer with fewer tokens than the embeddings": write("tokenizer.json", tokens(2000)),
    "a tokenizer of vocab.json and merges.txt": in_turn(
        remove("tokenizer.json"), write("vocab.json", '{"a": 0}'), write("merges.txt", "a b")
    ),
    "a tokenizer of SentencePiece": in_turn(remove("tokenizer.json"), write("tokenizer.model", b"\n" * 5000)),
}


@pytest.mark.parametrize("change", READ.values(), ids=READ)
def test_a_whole_folder_is_read(checkpoint: Path, change: Change) -> None:
    change(checkpoint)
    check_checkpoint(checkpoint)
    assert set(read_model(checkpoint)[1]) == set(TENSORS)


HALF = TENSORS[: len(TENSORS) // 2]
UP = "model.layers.3.mlp.up_proj.weight"
LORA = [Tensor(f"base_model.model.{UP}.lora_{side}.weight", "BF16", (8, 256)) for side in "AB"]

REFUSED: dict[str, tuple[Change, str]] = {
    "a LoRA beside a config": (
        in_turn(rename(WEIGHTS, "adapter_model.safetensors"), write("adapter_config.json", "{}")),
        "holds a LoRA adapter (adapter_config.json, adapter_model.safetensors), not a model: merge it into its base",
    ),
    "a LoRA beside whole weights": (write("adapter_config.json", "{}"), "if the weights beside it are merged, remove the adapter's files"),
    "a LoRA by PyTorch": (rename(WEIGHTS, "adapter_model.bin"), "holds a LoRA adapter (adapter_model.bin)"),
    "a LoRA under the model's name": (weights(*LORA), "lora_A.weight, which is a LoRA adapter's: merge it into its base model"),
    "the first of three shards alone": (
        shards(3, index=False, without=2),
        "model-00002-of-00003.safetensors is missing, and there is model-00001-of-00003.safetensors: copy it",
    ),
    "a lone first shard": (
        rename(WEIGHTS, "model-00001-of-00003.safetensors"),
        "model-00002-of-00003.safetensors is missing, and there is",
    ),
    "a shard that the index names": (
        shards(3, without=2),
        "model-00002-of-00003.safetensors is missing, and model.safetensors.index.json names it",
    ),
    "an index without shards": (
        in_turn(remove(WEIGHTS), write(INDEX, json.dumps({"weight_map": {"a": "model-00001-of-00001.safetensors"}}))),
        "model-00001-of-00001.safetensors is missing, and model.safetensors.index.json names it",
    ),
    "an index that is a Git LFS pointer": (in_turn(shards(2), write(INDEX, POINTER)), f"{INDEX} is a Git LFS pointer, not the file"),
    "an index that leaves tensors out": (
        in_turn(weights(*HALF, name="half.safetensors"), write(INDEX, json.dumps({"weight_map": {HALF[0].name: "half.safetensors"}}))),
        " lacks model.layers.",
    ),
    "two files with the same tensor": (
        in_turn(rename(WEIGHTS, "a.safetensors"), weights(TENSORS[0], name="b.safetensors")),
        f"b.safetensors and a.safetensors both hold {TENSORS[0].name}: remove the file that is not the model's",
    ),
    "a tensor of another shape": (
        config(intermediate_size=768),
        "gate_proj.weight is BF16 of 704 x 256, and config.json means BF16 of 768 x 256",
    ),
    "a config of fewer layers": (config(num_hidden_layers=3), "model.layers.3.input_layernorm.weight, which config.json does not know"),
    "a config of more layers": (config(num_hidden_layers=5), "lacks model.layers.4.self_attn.q_proj.weight and 11 more"),
    "a config that unties the head": (config(tie_word_embeddings=False), "lacks lm_head.weight"),
    "a smaller vocabulary than the embeddings": (config(vocab_size=2304), "model.embed_tokens.weight is BF16 of 2048 x 256"),
    "a quantisation that the weights have not": (
        config(quantization_config={"quant_method": "awq", "bits": 4, "group_size": 64}),
        "because config.json says awq 4 bit, groups of 64, and the weights are not quantised",
    ),
    "half of the weights": (weights(*HALF), " lacks model."),
    "weights without a tensor": (weights(), "model.safetensors holds no tensors: copy it from the model's repository"),
    "weights of no bytes": (write(WEIGHTS, ""), "model.safetensors (0 bytes) is not a safetensors file"),
    "weights that are a Git LFS pointer": (write(WEIGHTS, POINTER), "model.safetensors is a Git LFS pointer, not the weights"),
    "a pickle with the wrong name": (write(WEIGHTS, b"\x80\x02}q\x00" * 100), "is not a safetensors file"),
    "a link to weights that are not there": (
        dangle(WEIGHTS),
        "model.safetensors cannot be read (No such file or directory), because it is a link",
    ),
    "a link to a config that is not there": (
        dangle("config.json"),
        "config.json is a link to ../blobs/nowhere, which is missing: copy the files",
    ),
    "PyTorch's weights": (
        rename(WEIGHTS, "pytorch_model-00001-of-00002.bin"),
        "has no *.safetensors, only pytorch_model-00001-of-00002.bin",
    ),
    "Meta's weights": (
        rename(WEIGHTS, "consolidated.00.pth"),
        "has no *.safetensors, only consolidated.00.pth, which no engine here loads",
    ),
    "GGUF": (rename(WEIGHTS, "model-q4_k_m.gguf"), "has no *.safetensors, only model-q4_k_m.gguf"),
    "no config": (remove("config.json"), "has no config.json: it is not a Hugging Face checkpoint"),
    "a config one folder below": (rename("config.json", "transformers/config.json"), "/transformers, which has one"),
    "a config three folders below": (rename("config.json", "models--a/snapshots/b1/config.json"), "/models--a/snapshots/b1, which has one"),
    "a config that is a Git LFS pointer": (write("config.json", POINTER), "config.json is a Git LFS pointer, not the file"),
    "a config of no bytes": (write("config.json", ""), "config.json is not JSON"),
    "a reward model": (config(architectures=["Qwen2ForRewardModel"]), "is a Qwen2ForRewardModel, which does not write text"),
    "a classifier": (config(architectures=["Qwen2ForSequenceClassification"]), "does not write text: take the model's ...ForCausalLM"),
    "an embedding model": (config(architectures=["Qwen2Model"]), "is a Qwen2Model, which does not write text"),
}


@pytest.mark.parametrize(("change", "message"), REFUSED.values(), ids=REFUSED)
def test_a_damaged_folder_is_refused_by_plan_and_loader(
    checkpoint: Path, capsys: pytest.CaptureFixture[str], change: Change, message: str
) -> None:
    change(checkpoint)
    with pytest.raises(InputError) as error:
        check_checkpoint(checkpoint)
    assert message in str(error.value)
    assert str(checkpoint) in str(error.value)
    assert main(["plan", str(checkpoint)]) == 2
    assert message in capsys.readouterr().err


TOKENIZERS: dict[str, tuple[Change, str]] = {
    "none": (remove("tokenizer.json"), "has no tokenizer (tokenizer.json): copy it"),
    "a link to nothing": (dangle("tokenizer.json"), "tokenizer.json is a link to ../blobs/nowhere, which is missing"),
    "a Git LFS pointer": (write("tokenizer.json", POINTER), "tokenizer.json is a Git LFS pointer, not the file"),
    "no bytes": (write("tokenizer.json", ""), "tokenizer.json is not JSON"),
    "no vocabulary": (write("tokenizer.json", "{}"), "tokenizer.json holds no vocabulary"),
    "another model's": (
        write("tokenizer.json", tokens(3000)),
        "tokenizer.json has 3,000 tokens, and vocab_size in config.json is 2,048: copy both from the same revision",
    ),
    "vocab.json without its merges": (
        in_turn(remove("tokenizer.json"), write("vocab.json", '{"a": 0}')),
        "has vocab.json without merges.txt",
    ),
    "a pointer to SentencePiece": (in_turn(remove("tokenizer.json"), write("tokenizer.model", POINTER)), "too few for a tokenizer"),
}


@pytest.mark.parametrize(("change", "message"), TOKENIZERS.values(), ids=TOKENIZERS)
def test_a_wrong_tokenizer_is_refused_by_the_loader(checkpoint: Path, change: Change, message: str) -> None:
    change(checkpoint)
    with pytest.raises(InputError) as error:
        check_checkpoint(checkpoint)
    assert message in str(error.value)


def test_tokens_added_beyond_the_embeddings_are_no_reason_to_refuse(checkpoint: Path) -> None:
    content = json.loads(tokens(2048)) | {"added_tokens": [{"id": 2048, "content": "<pad>"}]}
    (checkpoint / "tokenizer.json").write_text(json.dumps(content))
    check_checkpoint(checkpoint)


@pytest.mark.parametrize("changes", [{"model_type": "gemma2"}, {"quantization_config": {"quant_method": "compressed-tensors"}}])
def test_a_model_that_no_plan_knows_is_left_to_its_loader(checkpoint: Path, changes: dict[str, Any]) -> None:
    config(**changes)(checkpoint)
    weights(*HALF)(checkpoint)
    check_checkpoint(checkpoint)
    assert main(["plan", str(checkpoint)]) == 2


def test_yarn_lengthens_the_context_of_a_plan(checkpoint: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config(rope_parameters=None, rope_scaling={"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 1024})(checkpoint)
    assert main(["plan", str(checkpoint), "--max-model-len", "4096"]) == 0
    assert main(["plan", str(checkpoint), "--max-model-len", "4097"]) == 1
    assert "max_model_len is 4,097, beyond the model's context of 4,096" in capsys.readouterr().out


def test_a_model_is_found_beside_its_adapter(checkpoint: Path, tmp_path: Path) -> None:
    adapter = tmp_path / "a-lora"
    shutil.copytree(checkpoint, adapter)
    (adapter / "adapter_config.json").write_text("{}")
    assert find_model(tmp_path, "*") == str(checkpoint)


@pytest.mark.parametrize(
    ("places", "message"),
    [
        ([[0, 2], [4, 6]], "has a gap or an overlap before b"),
        ([[0, 2], [0, 2]], "has a gap or an overlap before b"),
        ([[2, 4], [4, 6]], "has a gap or an overlap before a"),
        ([[0, 2], [-2, 0]], "has a header that does not read"),
    ],
)
def test_places_in_a_file_follow_each_other(tmp_path: Path, places: list[list[int]], message: str) -> None:
    header = {name: {"dtype": "F16", "shape": [1], "data_offsets": place} for name, place in zip("ab", places, strict=True)}
    text = json.dumps(header).encode()
    (tmp_path / WEIGHTS).write_bytes(len(text).to_bytes(8, "little") + text + bytes(6))
    with pytest.raises(InputError, match=message):
        read_tensors(tmp_path)


@pytest.mark.parametrize("shape", [[-1, -1], [1.0], ["1"]])
def test_a_shape_is_whole_numbers(tmp_path: Path, shape: list[object]) -> None:
    text = json.dumps({"a": {"dtype": "F16", "shape": shape, "data_offsets": [0, 2]}}).encode()
    (tmp_path / WEIGHTS).write_bytes(len(text).to_bytes(8, "little") + text + bytes(2))
    with pytest.raises(InputError, match="has a header that does not read"):
        read_tensors(tmp_path)
