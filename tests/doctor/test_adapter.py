"""What is wrong with an adapter is said before it is submitted; what PEFT itself saves is in order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.checkpoint.adapter import CONFIG, PREFIX, WEIGHTS, read_adapter
from kaggle_utils.checkpoint.base_layers import read_base_layers
from kaggle_utils.checkpoint.config import Tensor
from kaggle_utils.checkpoint.finite import scan
from kaggle_utils.cli import main
from kaggle_utils.doctor.adapter import VLLM_RANKS, judge_adapter
from kaggle_utils.doctor.health_check import HealthCheck
from kaggle_utils.errors import InputError
from kaggle_utils.settings import REPOSITORY
from kaggle_utils.settings.competitions import AdapterRules
from tests.conftest import DEMO_MODEL
from tests.doctor.adapters import INFINITE, NAN, ONE, lora_tensors, put, write_adapter, write_tensors


def judge(folder: Path, base: bool = False, **rules: Any) -> dict[str, HealthCheck]:
    """The lines that are not ok, by their names; of several with one name the last."""
    layers = read_base_layers(DEMO_MODEL) if base else None
    adapter = read_adapter(folder)
    lines = judge_adapter(adapter, AdapterRules(**rules), layers, None if adapter.damage else scan(folder / WEIGHTS))
    return {line.name: line for line in lines if line.level != "ok"}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["check-adapter", *arguments])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


# -- what is in order ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["F16", "BF16", "F32"])
def test_a_sound_adapter_is_ready_in_every_type(tmp_path: Path, dtype: str) -> None:
    assert judge(write_adapter(tmp_path / "a", dtype=dtype), base=True, max_rank=8) == {}


def test_what_peft_saves_is_read_as_peft_means_it(tmp_path: Path) -> None:
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    config = LoraConfig(r=4, target_modules=["q_proj", "down_proj"], rank_pattern={"layers.0.self_attn.q_proj": 2})
    model = get_peft_model(AutoModelForCausalLM.from_pretrained(DEMO_MODEL), config)
    model.save_pretrained(str(tmp_path))
    adapter = read_adapter(tmp_path)
    ranks = {pair.module: adapter.rank_of(pair.module) for pair in adapter.pairs}
    assert ranks == {pair.module: pair.a.shape[0] for pair in adapter.pairs if pair.a is not None}
    assert ranks["model.layers.0.self_attn.q_proj"] == 2
    lines = judge(tmp_path, base=True)
    assert {name: line.level for name, line in lines.items()} == {"kind": "problem", "numbers": "warning"}
    assert "rank_pattern" in lines["kind"].value
    assert "lora_B begins as zeros" in lines["numbers"].way_out  # it was not trained


def test_the_command_says_ready_and_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, str(write_adapter(tmp_path / "a", rank=32)), "--base", str(DEMO_MODEL), "--max-rank", "32")
    assert code == 0
    assert "vLLM needs --max-lora-rank 32" in out
    assert out.splitlines()[-1] == "ready: this adapter can be submitted"


def test_the_competitions_row_gives_the_limits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fits = write_adapter(tmp_path / "a", rank=32, base_model_name_or_path="/kaggle/input/nvidia_nemotron-3-nano-30b-a3b-bf16/1")
    assert run(capsys, str(fits), "--competition", "nemotron-reasoning")[0] == 0
    code, out = run(capsys, str(write_adapter(tmp_path / "b", rank=64)), "--competition", "nemotron-reasoning", "--json")
    table = json.loads(out)
    assert (code, table["ready"], table["rank"]) == (1, False, 64)
    assert table["rules"] == {"max_rank": 32, "base_model": "Nemotron-3-Nano-30B", "max_megabytes": 0.0}
    assert [line["name"] for line in table["findings"] if line["level"] == "problem"] == ["base", "rank"]


# -- what is not -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "rules", "line", "said"),
    [
        ({"rank": 33}, {"max_rank": 32}, "rank", "at most 32: train it with r=32"),
        ({"rank": 513}, {}, "rank", "vLLM serves at most 512"),
        ({"rank": 8, "tensor_rank": 16}, {}, "shapes", "are not of one adapter"),
        ({}, {"base_model": "Nemotron-3-Nano-30B"}, "base", "has to be for Nemotron-3-Nano-30B"),
        ({"base_model_name_or_path": None}, {}, "base", "write base_model_name_or_path"),
        ({}, {"max_megabytes": 0.01}, "size", "at most 0.01 MB are allowed"),
        ({"peft_type": "LOHA"}, {}, "kind", "vLLM serves LoRA adapters only"),
        ({"use_dora": True}, {}, "kind", "train without use_dora"),
        ({"modules_to_save": ["lm_head"]}, {}, "kind", "train without modules_to_save"),
        ({"bias": "all"}, {}, "kind", 'train with bias="none"'),
        ({"alpha_pattern": {"q_proj": 3}}, {}, "kind", "vLLM does not read them"),
        ({"init_lora_weights": "pissa_niter_4"}, {}, "kind", "only after conversion"),
        ({"dtype": "F64"}, {}, "dtype", "convert it"),
        ({"target_modules": ["q_proj", "v_proj", "o_proj"]}, {}, "modules", "neither PEFT nor vLLM says"),
    ],
)
def test_each_fault_has_its_line_and_its_way_out(
    tmp_path: Path, config: dict[str, Any], rules: dict[str, Any], line: str, said: str
) -> None:
    lines = judge(write_adapter(tmp_path / "a", **config), **rules)
    assert list(lines) == [line]
    assert said in lines[line].way_out


def test_a_module_that_the_base_model_lacks_is_named(tmp_path: Path) -> None:
    folder = write_adapter(tmp_path / "a")
    tensors = tuple(lora_tensors(8))
    write_tensors(folder, tuple(Tensor(one.name.replace("layers.0.", "layers.99."), one.dtype, one.shape) for one in tensors))
    line = judge(folder, base=True)["modules"]
    assert line.value == "not in the base model: model.layers.99.self_attn.q_proj, model.layers.99.self_attn.v_proj"
    assert "its modules are: down_proj, embed_tokens, gate_proj" in line.way_out


def test_a_base_model_of_another_size_is_noticed(tmp_path: Path) -> None:
    folder = write_adapter(tmp_path / "a")
    write_tensors(folder, tuple(Tensor(one.name, one.dtype, (8, 4096) if "lora_A" in one.name else one.shape) for one in lora_tensors(8)))
    line = judge(folder, base=True)["modules"]
    assert "model.layers.0.self_attn.q_proj is 4,096 x" in line.value
    assert "a model of another size" in line.way_out


def test_a_matrix_without_its_partner_is_named(tmp_path: Path) -> None:
    folder = write_adapter(tmp_path / "a")
    write_tensors(folder, tuple(lora_tensors(8))[:-1])
    assert "lacks lora_B" in judge(folder)["shapes"].value


@pytest.mark.parametrize("name", ["model.embed_tokens.weight", "model.layers.0.self_attn.q_proj.lora_A.default.weight"])
def test_a_tensor_that_vllm_refuses_is_named(tmp_path: Path, name: str) -> None:
    folder = write_adapter(tmp_path / "a")
    write_tensors(folder, (*lora_tensors(8), Tensor(PREFIX + name, "F16", (8, 8))))
    assert judge(folder)["shapes"].value == f"1 other tensors: {PREFIX}{name}"


@pytest.mark.parametrize("number", [NAN, INFINITE])
@pytest.mark.parametrize("dtype", ["F16", "BF16", "F32"])
def test_one_number_that_is_not_finite_is_found(tmp_path: Path, dtype: str, number: dict[str, bytes]) -> None:
    folder = write_adapter(tmp_path / "a", dtype=dtype)
    put(folder, "layers.0.self_attn.v_proj.lora_B", number[dtype])
    line = judge(folder)["numbers"]
    assert (line.level, line.value) == ("problem", f"NaN or infinite in 1 tensors: {PREFIX}model.layers.0.self_attn.v_proj.lora_B.weight")


def test_the_largest_finite_number_is_finite_and_minus_zero_is_zero(tmp_path: Path) -> None:
    folder = write_adapter(tmp_path / "a", dtype="F16")
    put(folder, "layers.0.self_attn.v_proj.lora_B", b"\xff\xfb")
    assert judge(folder) == {}
    put(folder, "layers.0.self_attn.v_proj.lora_B", b"\x00\x80", everywhere=True)
    assert "all zero in 1 of lora_B" in judge(folder)["numbers"].value
    put(folder, "layers.0.self_attn.v_proj.lora_B", ONE["F16"])
    assert judge(folder) == {}


@pytest.mark.parametrize("name", ["optimizer.pt", "training_args.bin", "checkpoint-9/rng_state.pth"])
def test_a_pickle_beside_the_weights_is_to_be_removed(tmp_path: Path, name: str) -> None:
    folder = write_adapter(tmp_path / "a")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).touch()
    assert judge(folder)["files"].way_out.endswith(f"remove {name}")


def test_weights_that_are_a_pickle_are_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_adapter(tmp_path / "a")
    (folder / WEIGHTS).rename(folder / "adapter_model.bin")
    code, out = run(capsys, str(folder))
    assert code == 1
    assert "save it with PEFT's save_pretrained" in out


def test_weights_that_are_cut_off_are_not_ready(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_adapter(tmp_path / "a")
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:-1])
    code, out = run(capsys, str(folder))
    assert code == 1
    assert "is cut off" in out


# -- what cannot be judged -------------------------------------------------------------------------------------------------------------


def test_bad_input_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_adapter(tmp_path / "a")
    for arguments, said in (
        ([str(tmp_path / "none")], "none is not a folder"),
        ([str(DEMO_MODEL)], "which holds a whole model, has no adapter_config.json"),
        ([str(folder), "--competition", "olympics"], "no competition is called 'olympics'; there are: aimo-1"),
        ([str(folder), "--competition", "aimo-3"], "aimo-3 does not ask for an adapter"),
        ([str(folder), "--max-rank", "0"], "--max-rank is 0, and must be greater than 0"),
        ([str(folder), "--base", str(tmp_path)], "has no config.json: --base names the folder"),
    ):
        code, out = run(capsys, *arguments)
        assert code == 2
        assert len(out.splitlines()) == 1
        assert said in out


@pytest.mark.parametrize(("key", "value"), [("r", 0), ("r", "8"), ("rank_pattern", 3), ("lora_alpha", "much")])
def test_a_config_that_peft_would_not_write_is_refused(tmp_path: Path, key: str, value: Any) -> None:
    folder = write_adapter(tmp_path / "a")
    (folder / CONFIG).write_text(json.dumps(json.loads((folder / CONFIG).read_text()) | {key: value}))
    with pytest.raises(InputError, match=CONFIG):
        read_adapter(folder)


def test_a_base_of_an_unknown_kind_is_known_by_its_weights(tmp_path: Path) -> None:
    from tests.sparse_checkpoint import write_safetensors

    (tmp_path / "config.json").write_text('{"model_type": "nemotron_h"}')
    with pytest.raises(InputError, match=r"needs its \*\.safetensors"):
        read_base_layers(tmp_path)
    tensors = (
        Tensor("backbone.embeddings.weight", "BF16", (1000, 64)),
        Tensor("backbone.layers.0.mixer.in_proj.weight", "BF16", (96, 64)),
        Tensor("backbone.layers.0.norm.weight", "BF16", (64,)),
    )
    write_safetensors(tmp_path / "model.safetensors", tensors)
    assert read_base_layers(tmp_path) == {"backbone.embeddings": (1000, 64), "backbone.layers.0.mixer.in_proj": (64, 96)}


def test_the_ranks_are_those_of_the_pinned_vllm() -> None:
    pinned = json.loads((REPOSITORY / "pins" / "vllm-0.19.1.json").read_text())
    flags = pinned.get("flags", pinned)
    assert sorted(map(int, flags["max_lora_rank"]["choices"])) == list(VLLM_RANKS)
