"""The facts of a real log: the embedded model with eight slots on two cores, xllamacpp 2026.10.11549."""

from __future__ import annotations

from pathlib import Path

from kaggle_utils.engines.llamacpp.log import read_facts

LOG = (Path(__file__).parent / "logs" / "demo.log").read_text(encoding="utf-8")


def test_the_facts_of_a_real_log_are_read() -> None:
    assert read_facts(LOG) == {
        "version": "2026.10.11549",
        "file_type": "F16",
        "slots": 8,
        "slot_context": 1024,
        "threads": 2,
        "weights_mib": 6.6,
        "kv_mib": 16.0,
    }


def test_the_buffers_of_all_devices_are_added_up() -> None:
    # The lines of a build for CUDA (ggml-org/llama.cpp #11532).
    lines = [
        "load_tensors: offloaded 65/65 layers to GPU",
        "load_tensors:        CUDA0 model buffer size =  9500.50 MiB",
        "load_tensors:        CUDA1 model buffer size =  9000.25 MiB",
        "llama_kv_cache:      CUDA0 KV buffer size =  1024.00 MiB",
        "llama_kv_cache:      CUDA1 KV buffer size =   960.00 MiB",
    ]
    assert read_facts("\n".join(lines)) == {"offloaded": "65/65", "weights_mib": 18500.8, "kv_mib": 1984.0}


def test_a_log_that_says_nothing_has_no_facts() -> None:
    assert read_facts("") == {}
