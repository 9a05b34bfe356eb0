from __future__ import annotations

from kaggle_utils.doctor.comparison import Comparison
from kaggle_utils.doctor.health_check import write_table
from kaggle_utils.doctor.measure import Decode, EngineSpeed, Prefill, SandboxSpeed
from kaggle_utils.doctor.results import results
from kaggle_utils.doctor.trial import Trial
from kaggle_utils.engines import EngineInfo
from kaggle_utils.settings import Settings

SETTINGS = Settings.preset("t4x2-32b-awq", model="32b-awq")


def test_everything_that_was_measured_is_a_line() -> None:
    details = {"version": "0.19.1", "attention": "TRITON_ATTN", "quantization": "awq_marlin", "off_plan": ("the KV cache holds 9 tokens",)}
    trial = Trial(
        SETTINGS,
        sandbox=SandboxSpeed(2, ("seccomp",), 180.4, 96.0),
        install=171.3,
        installed="installed 175 wheels",
        load=240.0,
        info=EngineInfo("vllm", "32b-awq", 8192, details),
        speed=EngineSpeed(0.41, Prefill(4096, 10.0, 409.6), (Decode(1, 256, 12.8, 20.0, 20.5), Decode(8, 2048, 16.0, 128.0, 16.5))),
        comparisons=(Comparison("KV cache, tokens", 29_168, 28_000),),
    )
    assert write_table(results(trial)).splitlines() == [
        "ok       install  171 s: installed 175 wheels",
        "ok       engine   vllm 0.19.1, 32b-awq, 8,192 tokens of context, TRITON_ATTN for attention, awq_marlin for quantization",
        "warning  plan     the KV cache holds 9 tokens",
        "ok       load     240.0 s until ready, its smoke test included",
        "ok       first    0.410 s to the first token of a reply to a short prompt, alone",
        "ok       prefill  410 tokens/s: 4,096 tokens in 10.00 s",
        "ok       decode   20.0 tokens/s with 1 request, 20.5 for each: 256 tokens in 12.8 s",
        "ok       decode   128.0 tokens/s with 8 requests at once, 16.5 for each: 2,048 tokens in 16.0 s",
        "ok       memory   KV cache, tokens: 29,168 planned, 28,000 found, ratio 0.960",
        "ok       sandbox  180 trivial programs a second, 96 that import sympy, with 2 workers and 1 layers",
    ]


def test_a_trial_that_failed_at_once_has_little_to_say() -> None:
    lines = results(Trial(SETTINGS, failure="vLLM did not come up"))
    assert [(line.name, line.level) for line in lines] == [("install", "ok"), ("failure", "problem")]
