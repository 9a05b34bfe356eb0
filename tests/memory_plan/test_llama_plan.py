"""What fits of a GGUF model: compared with what llama.cpp logs, and what must hold of any plan."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaggle_utils.checkpoint.gguf_file import read_gguf
from kaggle_utils.checkpoint.gguf_model import GgufModel
from kaggle_utils.checkpoint.gguf_types import BY_NAME, GgufTensor
from kaggle_utils.doctor.candidates import llama_serving
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import GIB, LlamaPlan, LlamaServing, describe_llama, find_gpu, llama_table, plan_in_memory, plan_on_gpus
from kaggle_utils.memory_plan.llama_placement import compute_bytes, gpu_of_layers, kv_bytes_on, mask_bytes, weights_on
from kaggle_utils.settings import REPOSITORY, Settings
from tests.gguf_files import q4_k_m, qwen2_keys, tiny, write_gguf
from tests.sparse_checkpoint import qwen_coder

MIB = 2**20
T4 = find_gpu("T4")
ALL = 999  # layers


def coder(size: str, folder: Path) -> GgufModel:
    """Qwen2.5-Coder-SIZE-Instruct in Q4_K_M."""
    config = qwen_coder(size)
    return read_gguf(write_gguf(folder / f"qwen2.5-coder-{size.lower()}-instruct-q4_k_m.gguf", qwen2_keys(config), q4_k_m(config)))


def bare(layers: int = 24, hidden: int = 896, inner: int = 4864, heads: int = 14, kv_heads: int = 2, length: int = 64) -> GgufModel:
    """A model's shape without its tensors; by default Qwen2.5-Coder-0.5B's."""
    return GgufModel("bare", "qwen2", "Q4_K_M", layers, hidden, inner, heads, kv_heads, length, length, 151_936, 32_768, ())


HALF, ONE_AND_A_HALF = bare(), bare(28, 1536, 8960, 12, 2, 128)


# -- what llama.cpp logs ---------------------------------------------------------------------------------------------------------------

# xllamacpp 2026.10.11549 on two cores with AVX2, Qwen's own Q4_K_M files: "KV buffer size" and "CPU compute buffer size" in MiB, and the
# tokens of a slot ("n_ctx_slot").
LOGGED = [
    (HALF, {"n_ctx": 4096, "n_parallel": 4}, 48.00, 38.27, 1024),
    (HALF, {"n_ctx": 32_768, "n_parallel": 8}, 384.00, 41.27, 4096),
    (HALF, {"n_ctx": 32_768, "n_parallel": 8, "kv_unified": True}, 384.00, 69.27, 32_768),
    (HALF, {"n_ctx": 32_768}, 384.00, 69.27, 32_768),
    (HALF, {"n_ctx": 32_768, "cache_type_k": "q8_0", "cache_type_v": "q8_0"}, 204.00, 69.30, 32_768),
    (HALF, {"n_ctx": 5000, "n_parallel": 3, "n_ubatch": 256}, 63.00, 19.66, 1792),
    (ONE_AND_A_HALF, {"n_ctx": 16_384, "n_parallel": 4}, 448.00, 71.52, 4096),
]


@pytest.mark.parametrize(("model", "serve", "cache", "compute", "slot"), LOGGED)
def test_the_cache_is_what_llama_cpp_logs(model: GgufModel, serve: dict[str, Any], cache: float, compute: float, slot: int) -> None:
    made = plan_in_memory(model, 64 * GIB, LlamaServing(**serve))
    assert made.kv_cache[0] / MIB == cache
    assert made.max_model_len == slot


@pytest.mark.parametrize(("model", "serve", "cache", "compute", "slot"), LOGGED)
def test_the_compute_buffer_is_what_llama_cpp_logs(
    model: GgufModel, serve: dict[str, Any], cache: float, compute: float, slot: int
) -> None:
    made = plan_in_memory(model, 64 * GIB, LlamaServing(**serve))
    assert made.compute[0] / MIB == pytest.approx(compute, abs=0.05)


def test_the_embedded_models_own_log_agrees() -> None:
    log = (REPOSITORY / "tests/engines/llamacpp/logs/demo.log").read_text(encoding="utf-8")
    model = read_gguf(REPOSITORY / "models/demo/model.gguf")
    slots, tokens = (int(text) for text in re.findall(r"n_slots = (\d+), n_ctx_slot = (\d+)", log)[0])
    made = plan_in_memory(model, 8 * GIB, LlamaServing(n_ctx=slots * tokens, n_parallel=slots))
    logged = {name: float(size) for name, size in re.findall(r"(\w+) buffer size = +([\d.]+) MiB", log)}
    assert made.max_model_len == tokens
    assert made.kv_cache[0] / MIB == logged["KV"]
    assert made.weights[0] / MIB == pytest.approx(logged["model"], abs=0.01)
    assert made.compute[0] / MIB == pytest.approx(logged["compute"], rel=0.1)


# -- two T4s ---------------------------------------------------------------------------------------------------------------------------


def test_layers_are_halved_as_llama_cpp_halves_them(tmp_path: Path) -> None:
    """load_tensors: layer l of 65, the output counted, goes to the GPU whose share of the whole l / 65 falls into."""
    places = gpu_of_layers(coder("32B", tmp_path), 2, LlamaServing())
    assert (places.count(0), places.count(1), places[-1]) == (33, 32, 1)
    assert list(places) == sorted(place for place in places if place is not None)


def test_the_32b_fits_two_t4s(tmp_path: Path) -> None:
    made = plan_on_gpus(coder("32B", tmp_path), T4, 2, LlamaServing(n_ctx=32_768, n_parallel=8))
    assert made.fits
    assert [round(size / GIB, 2) for size in made.weights] == [9.00, 9.08]
    assert sum(made.weights) + made.host == made.model.size
    assert made.kv_bytes_per_token == (33 * 4096, 31 * 4096)
    assert (made.tokens, made.older_tokens) == (34_816, 36_864)


@pytest.mark.parametrize(
    ("preset", "size", "fits", "sequences"),
    [("t4x2-32b-gguf", "32B", 34_816, 8), ("t4x2-14b-gguf", "14B", 102_400, 16)],
)
def test_the_presets_fit_with_every_driver(preset: str, size: str, fits: int, sequences: int, tmp_path: Path) -> None:
    """Each step of the ladder too, on the model that it would find."""
    chosen = Settings.preset(preset, model="m.gguf")
    made = plan_on_gpus(coder(size, tmp_path), T4, 2, llama_serving(chosen))
    assert made.tokens == fits
    assert made.n_ctx <= fits
    assert made.serving.n_parallel == sequences
    assert chosen.max_tokens + 900 < made.max_model_len
    for step in chosen.ladder_steps():
        smaller = coder({"14b": "14B", "7b*": "7B"}.get(step.model_pattern[7:10], size), tmp_path)
        planned = plan_on_gpus(smaller, T4, 2, llama_serving(step))
        assert planned.n_ctx <= planned.tokens


@pytest.mark.parametrize(("preset", "size"), [("t4x2-32b-awq", "32B"), ("t4x2-14b-awq", "14B")])
def test_the_last_step_of_a_vllm_ladder_fits_too(preset: str, size: str, tmp_path: Path) -> None:
    step = Settings.preset(preset, model="m").ladder_steps()[-1]
    assert step.engine == "llamacpp"
    made = plan_on_gpus(coder(size, tmp_path), T4, 2, llama_serving(step))
    assert made.n_ctx <= made.tokens
    assert step.max_tokens + 900 < made.max_model_len


@pytest.mark.parametrize("preset", ["cpu-qwen-1.5b", "cpu-qwen-0.5b"])
def test_the_cpu_presets_fit_a_laptop_of_8_gigabytes(preset: str) -> None:
    model = {"cpu-qwen-1.5b": ONE_AND_A_HALF, "cpu-qwen-0.5b": HALF}[preset]
    made = plan_in_memory(model, 8 * 10**9, llama_serving(Settings.preset(preset, model="m.gguf")))
    assert made.tokens * made.kv_bytes_per_token[0] > made.kv_cache[0] + 1_111_370_240  # the tensors of the 1.5B's file


def test_rows_halve_every_matrix_and_leave_the_cache_with_its_layer(tmp_path: Path) -> None:
    model = coder("32B", tmp_path)
    gpus, host = weights_on(model, 2, LlamaServing(split_mode="row"))
    assert abs(gpus[0] - gpus[1]) < 3 * MIB
    assert 0 <= sum(gpus) + host - model.size < 1000
    assert kv_bytes_on(model, 2, LlamaServing(split_mode="row")) == kv_bytes_on(model, 2, LlamaServing())


def test_one_gpu_of_two_is_used_without_a_split(tmp_path: Path) -> None:
    made = plan_on_gpus(coder("14B", tmp_path), T4, 2, LlamaServing(n_ctx=4096, split_mode="none"))
    assert made.weights[1] == made.kv_bytes_per_token[1] == 0


def test_layers_that_are_not_offloaded_stay_on_the_host(tmp_path: Path) -> None:
    model = coder("32B", tmp_path)
    made = plan_on_gpus(model, T4, 1, LlamaServing(n_ctx=4096, n_gpu_layers=40))
    places = gpu_of_layers(model, 1, LlamaServing(n_gpu_layers=40))
    assert places.count(None) == 25
    assert places[-1] == 0
    assert made.fits
    assert made.host > 25 * 4096 * 4096  # their keys and values alone


def test_shares_may_be_uneven(tmp_path: Path) -> None:
    places = gpu_of_layers(coder("14B", tmp_path), 2, LlamaServing(tensor_split=(3.0, 1.0)))
    assert (places.count(0), places.count(1)) == (37, 12)


def test_a_pipeline_of_gpus_keeps_four_masks() -> None:
    one, two = (mask_bytes(HALF, count, LlamaServing()) for count in (1, 2))
    assert (one, two) == (1024, 4096)
    assert mask_bytes(HALF, 2, LlamaServing(n_gpu_layers=24)) == one
    assert mask_bytes(HALF, 2, LlamaServing(split_mode="row")) == one
    assert compute_bytes(HALF, 2, LlamaServing()) > compute_bytes(HALF, 1, LlamaServing())


def test_an_embedding_that_is_the_output_too_lies_in_both_places() -> None:
    embedding = GgufTensor("token_embd.weight", BY_NAME["F16"], (896, 1000))
    model = GgufModel("tied", "qwen2", "F16", 1, 896, 4864, 14, 2, 64, 64, 1000, 1024, (embedding,))
    assert weights_on(model, 1, LlamaServing()) == ((embedding.size,), embedding.size)
    assert weights_on(model, 0, LlamaServing()) == ((), embedding.size)


# -- what does not fit, and what does --------------------------------------------------------------------------------------------------


def changes(made: LlamaPlan) -> list[str]:
    return [near.change for near in made.alternatives]


def test_weights_that_do_not_fit_need_more_gpus(tmp_path: Path) -> None:
    made = plan_on_gpus(coder("32B", tmp_path), T4, 1, LlamaServing(n_ctx=4096))
    assert [problem.sentence for problem in made.problems] == [
        "the weights take 18.07 GiB of a GPU, of whose 14.56 GiB 0.96 are for other things"
    ]
    assert changes(made) == ["--count 2"]


def test_a_cache_that_does_not_fit_may_be_smaller(tmp_path: Path) -> None:
    made = plan_on_gpus(coder("32B", tmp_path), T4, 2, LlamaServing(n_ctx=65_536, n_parallel=8))
    assert [problem.sentence for problem in made.problems] == ["n_ctx of 65,536 tokens does not fit: there is room for 34,816"]
    assert changes(made) == ["--max-num-seqs 4", "--max-model-len 4352", "--cache-type q8_0", "--count 3"]
    assert all(near.plan.fits for near in made.alternatives)


def test_a_laptop_that_is_too_small_has_nothing_near(tmp_path: Path) -> None:
    made = plan_in_memory(coder("32B", tmp_path), 16 * GIB, LlamaServing(cache_ram_mib=0))
    assert made.problems[0].sentence.startswith("the weights take 18.48 GiB of the machine's memory, of whose 16.00 GiB 3.")
    assert "instead     a smaller model" in describe_llama(made)


def test_a_slot_beyond_the_models_context_is_refused() -> None:
    made = plan_in_memory(HALF, 64 * GIB, LlamaServing(n_ctx=40_000))
    assert [problem.sentence for problem in made.problems] == ["a slot has 40,192 tokens, beyond the model's context of 32,768"]


@pytest.mark.parametrize(
    ("serve", "message"),
    [
        ({"n_ctx": -1}, "n_ctx is -1, and must be greater than 0"),
        ({"n_parallel": 0}, "n_parallel is 0"),
        ({"n_ctx": 0}, "n_ctx is 0, and must say how many tokens all slots together hold"),
        ({"cache_type_k": "q3_k"}, "cache_type_k is 'q3_k', and must be one of: f32, f16"),
        ({"cache_type_v": 12}, "cache_type_v is 'q4_k'"),
        ({"split_mode": "tensor"}, "split_mode is 'tensor', and the memory plan knows: none, layer, row"),
        ({"split_mode": 3}, "split_mode is 'tensor'"),
        ({"split_mode": 9}, "split_mode is 'unknown'"),
    ],
)
def test_a_table_that_cannot_be_planned_is_refused(serve: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        LlamaServing.of(serve)
    assert message in str(error.value)


def test_words_and_llama_cpps_numbers_mean_the_same() -> None:
    words = LlamaServing.of(
        {"n_ctx": 8, "split_mode": "row", "cache_type_k": "q8_0", "n_gpu_layers": -1, "tensor_split": [1, 2], "ui": False}
    )
    assert words == LlamaServing.of({"n_ctx": 8, "split_mode": 2, "cache_type_k": 8, "tensor_split": (1, 2)})
    assert words.n_gpu_layers is None


@pytest.mark.parametrize("count", [0, 17])
def test_a_number_of_gpus_that_llama_cpp_does_not_take_is_refused(count: int) -> None:
    with pytest.raises(InputError, match=f"count is {count}, and must be 1 to 16"):
        plan_on_gpus(HALF, T4, count)


# -- any plan --------------------------------------------------------------------------------------------------------------------------


@given(
    st.integers(1, 4),
    st.integers(1, 12),
    st.integers(1, 40_000),
    st.sampled_from(["none", "layer", "row"]),
    st.sampled_from(["f16", "q8_0"]),
    st.booleans(),
    st.none() | st.integers(0, 12),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_must_hold_of_any_plan(
    tmp_path: Path, count: int, slots: int, n_ctx: int, split: Any, cache: str, unified: bool, layers: int | None
) -> None:
    model = read_gguf(write_gguf(tmp_path / "m.gguf", *tiny(layers=9, context=32_768)))
    serving = LlamaServing(n_ctx, slots, split, cache, cache, layers, kv_unified=unified)
    made = plan_on_gpus(model, T4, count, serving)
    gpus, host = weights_on(model, count, serving)
    assert model.size <= sum(gpus) + host <= model.size + count * len(model.tensors)
    on_gpus, on_host = kv_bytes_on(model, count, serving)
    assert sum(on_gpus) + on_host == model.layers * model.kv_bytes(*serving.cache_types)
    assert made.n_ctx >= n_ctx
    assert made.n_ctx % 256 == 0
    if made.tokens:
        # The largest cache that fits does fit, and one step more does not.
        largest = plan_on_gpus(model, T4, count, LlamaServing(made.tokens, slots, split, cache, cache, layers, kv_unified=unified))
        needed = [sum(parts) + largest.outside for parts in zip(largest.weights, largest.kv_cache, largest.compute, strict=True)]
        assert max(needed) <= T4.usable_bytes
        assert largest.n_ctx == made.tokens
    assert llama_table(made)["fits"] == made.fits
    assert ("verdict     fits" in describe_llama(made)) == made.fits
