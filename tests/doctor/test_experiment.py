"""Experiments whose measurements are given: what is measured, what wins, what is said."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kaggle_utils.doctor.experiment import Experiment, experiment
from kaggle_utils.doctor.experiment_table import experiment_json, line_to_paste, write_experiment
from kaggle_utils.doctor.measure import ContextDecode, Decode, EngineSpeed, Prefill
from kaggle_utils.doctor.one_variant import Measurement
from kaggle_utils.doctor.variants import Variant
from kaggle_utils.settings import Settings

BASE = Settings.preset("t4x2-32b-awq", model="32b-awq", ladder=())
GRAPHS, SHARE, PEER = (
    {"serve": {"enforce_eager": False}},
    {"serve": {"gpu_memory_utilization": 0.95}},
    {"environment": {"NCCL_P2P_DISABLE": "0"}},
)
OTHER = Settings.preset("t4x2-32b-gguf", model="32b.gguf", ladder=())


def measured(rate: float) -> Measurement:
    decode = tuple(Decode(count, 256 * count, 256 * count / rate, rate, rate / count) for count in (1, 8, 32))
    contexts = (ContextDecode(1024, 700, 20.0), ContextDecode(8192, 7000, 5.0))
    return Measurement(
        200.0, EngineSpeed(0.5, Prefill(4096, 10.0, 409.6), decode, contexts), {"attention": "TRITON_ATTN", "kv_tokens": 27_000}
    )


def variant(name: str, comparison: str, changes: Mapping[str, object], why_not: str = "") -> Variant:
    return Variant(comparison, name, BASE.changed(**dict(changes)), changes, why_not)


def try_out(rates: dict[str, float | str], *variants: Variant) -> tuple[Experiment, list[str]]:
    """The experiment with these rates by name, and in which order it measured. A text is a failure."""
    order: list[str] = []

    def run(_: Settings, name: str) -> Measurement | str:
        order.append(name)
        rate = rates[name]
        return rate if isinstance(rate, str) else measured(rate)

    return experiment(BASE, list(variants), run), order


SAME: dict[str, float | str] = {"baseline": 100.0, "baseline again": 102.0}


def test_the_baseline_is_measured_first_and_last() -> None:
    made, order = try_out({**SAME, "graphs": 90.0}, variant("graphs", "graphs", GRAPHS))
    assert order == ["baseline", "graphs", "baseline again"]
    assert (made.base_rate, round(made.noise, 4)) == (101.0, 0.0198)


def test_what_is_faster_by_more_than_the_noise_wins_and_can_be_pasted() -> None:
    made, _ = try_out({**SAME, "graphs": 120.0, "peer": 103.0}, variant("graphs", "graphs", GRAPHS), variant("peer", "peer access", PEER))
    assert made.winner is not None and made.winner.variant.name == "graphs"
    assert line_to_paste(made) == "settings = load_settings(preset=\"t4x2-32b-awq\").changed(serve={'enforce_eager': False})"


def test_what_is_pasted_is_what_was_measured() -> None:
    made, _ = try_out({**SAME, "graphs": 120.0}, variant("graphs", "graphs", GRAPHS))
    assert made.winner is not None
    pasted = line_to_paste(made).partition("load_settings(preset=")[2]
    assert eval("load(" + pasted, {"load": lambda _: BASE}) == made.winner.variant.settings


def test_a_difference_within_the_noise_is_none() -> None:
    made, _ = try_out({"baseline": 90.0, "baseline again": 110.0, "graphs": 115.0}, variant("graphs", "graphs", GRAPHS))
    assert made.winner is None
    assert line_to_paste(made) == 'settings = load_settings(preset="t4x2-32b-awq")'
    assert "Nothing that was measured is faster than t4x2-32b-awq as it is." in write_experiment(made)


def test_changes_that_each_gain_are_measured_together() -> None:
    rates: dict[str, float | str] = {**SAME, "graphs": 120.0, "peer": 110.0, "share": 90.0, "graphs and peer": 130.0}
    variants = (variant("graphs", "graphs", GRAPHS), variant("peer", "peer access", PEER), variant("share", "memory", SHARE))
    made, order = try_out(rates, *variants)
    assert order[-1] == "graphs and peer"
    assert made.winner is not None
    assert made.winner.variant.settings == BASE.changed(**GRAPHS).changed(**PEER)


def test_a_crash_is_one_row() -> None:
    rates: dict[str, float | str] = {**SAME, "graphs": "its process ended with SIGSEGV", "peer": 110.0}
    made, order = try_out(rates, variant("graphs", "graphs", GRAPHS), variant("peer", "peer access", PEER))
    assert order == ["baseline", "graphs", "peer", "baseline again"]
    line = next(line for line in write_experiment(made).splitlines() if line.startswith("graphs  "))
    assert line.endswith("  failed: its process ended with SIGSEGV")
    assert made.winner is not None and made.winner.variant.name == "peer"


def test_what_makes_no_sense_here_is_listed_and_not_run() -> None:
    made, order = try_out({"baseline": 100.0}, variant("graphs", "graphs", GRAPHS, "no GPU is here"))
    assert order == ["baseline"]
    assert "not run: no GPU is here" in write_experiment(made)


def test_another_preset_that_wins_is_named_alone() -> None:
    made, _ = try_out({**SAME, OTHER.name: 150.0}, Variant("vllm against llamacpp", OTHER.name, OTHER, {}))
    assert line_to_paste(made) == 'settings = load_settings(preset="t4x2-32b-gguf")'


def test_a_baseline_that_fails_compares_nothing() -> None:
    made, _ = try_out({"baseline": "it did not start"})
    assert "was not measured, so nothing is compared: it did not start" in write_experiment(made)


def test_a_long_context_has_its_price_in_a_sentence() -> None:
    made, _ = try_out({"baseline": 100.0})
    assert "TRITON_ATTN: 0.25 times the rate at 1,024 tokens of context is left at 8,192." in write_experiment(made)


def test_the_table_has_ratios_against_the_baseline() -> None:
    made, _ = try_out({**SAME, "graphs": 121.2}, variant("graphs", "graphs", GRAPHS))
    line = next(line for line in write_experiment(made).splitlines() if line.startswith("graphs  "))
    assert line.split()[2:] == ["121.2", "1.20", "121.2", "20.0", "5.0", "27,000", "200.0"]


def test_json_holds_every_row_with_its_changes() -> None:
    made, _ = try_out({**SAME, "graphs": "it ended"}, variant("graphs", "graphs", GRAPHS))
    table = json.loads(json.dumps(experiment_json(made)))
    assert [row["variant"] for row in table["baseline"]] == ["t4x2-32b-awq", "t4x2-32b-awq"]
    assert (table["rows"][0]["changes"], table["rows"][0]["trouble"]) == ({"serve": {"enforce_eager": False}}, "it ended")
