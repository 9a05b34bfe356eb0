"""A trial's measurements as lines of the doctor's table. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from kaggle_utils.doctor.health_check import HealthCheck
from kaggle_utils.doctor.measure import EngineSpeed
from kaggle_utils.doctor.trial import Trial


def results(trial: Trial) -> tuple[HealthCheck, ...]:
    """A line for every step that the trial reached."""
    return tuple(_results(trial))


def _results(trial: Trial) -> Iterator[HealthCheck]:
    yield HealthCheck("install", f"{trial.install:.0f} s: {trial.installed}" if trial.install is not None else "nothing to install")
    if trial.info is not None:
        details = trial.info.details
        version = f" {details['version']}" if details.get("version") else ""
        kernels = "".join(f", {details[name]} for {name}" for name in ("attention", "quantization") if details.get(name))
        yield HealthCheck(
            "engine", f"{trial.info.engine}{version}, {trial.came_up.model}, {trial.info.context:,} tokens of context{kernels}"
        )
        for step in trial.info.steps_down:
            yield HealthCheck("ladder", f"stepped down: {step}", "warning")
        for sentence in details.get("off_plan", ()):
            yield HealthCheck("plan", sentence, "warning")
    if trial.load is not None:
        tested = ", its smoke test included" if trial.settings.engine in ("vllm", "llamacpp") else ""
        yield HealthCheck("load", f"{trial.load:.1f} s until ready{tested}")
    if trial.speed is not None:
        yield from _speed(trial.speed)
    for one in trial.comparisons:
        yield HealthCheck("memory", f"{one.what}: {_number(one.planned)} planned, {_number(one.found)} found, ratio {one.ratio:.3f}")
    if trial.sandbox is not None:
        rates = f"{trial.sandbox.trivial:.0f} trivial programs a second, {trial.sandbox.importing:.0f} that import sympy"
        yield HealthCheck("sandbox", f"{rates}, with {trial.sandbox.workers} workers and {len(trial.sandbox.layers)} layers")
    if trial.failure:
        yield HealthCheck("failure", trial.failure, "problem")


def _speed(speed: EngineSpeed) -> Iterator[HealthCheck]:
    prefill = speed.prefill
    yield HealthCheck("first", f"{speed.first_token:.3f} s to the first token of a reply to a short prompt, alone")
    yield HealthCheck("prefill", f"{prefill.tokens_per_second:,.0f} tokens/s: {prefill.tokens:,} tokens in {prefill.seconds:.2f} s")
    for one in speed.decode:
        requests = f"{one.requests} requests at once" if one.requests > 1 else "1 request"
        together = f"{one.tokens_per_second:,.1f} tokens/s with {requests}, {one.each:,.1f} for each"
        yield HealthCheck("decode", f"{together}: {one.tokens:,} tokens in {one.seconds:.1f} s")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
