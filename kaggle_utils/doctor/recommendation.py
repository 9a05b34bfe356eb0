"""Says in a sentence which preset to submit after a trial, and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kaggle_utils.budget import USUAL
from kaggle_utils.doctor.candidates import consider
from kaggle_utils.doctor.machine import Machine
from kaggle_utils.doctor.measure import Decode
from kaggle_utils.doctor.trial import Trial
from kaggle_utils.settings import Settings, load_presets


def recommend(trial: Trial, machine: Machine) -> str:
    """Return the advice: submit this preset, or what to do instead, such as another preset that the machine can run."""
    name = trial.settings.name
    others = [one.settings.name for one in consider(machine) if not one.obstacles and one.settings.name != name]
    fallback = f"try `doctor --full --preset {others[0]}`" if others else "no other preset is ready here: see the findings"
    if trial.failure or trial.speed is None:
        return f"Do not submit {name} yet, because it did not finish the trial ({trial.failure}); {fallback}."
    came_up = trial.came_up
    if trial.info is not None and trial.info.steps_down:
        count = len(trial.info.steps_down)
        return (
            f"{name} came up only after {count} {'step' if count == 1 else 'steps'} down its ladder, with {came_up.model}, and each costs "
            f"a run minutes: find out why ({trial.info.steps_down[0]}), or {fallback}."
        )
    rate = nearest_rate(trial.speed.decode, came_up)
    seconds, share = _round(came_up, rate), _share(came_up)
    attempts = sum(came_up.strategies.values())
    reasons = (
        f"its {attempts} attempts at {came_up.max_tokens:,} tokens take {seconds:,.0f} s at the {rate.tokens_per_second:,.0f} tokens/s "
        f"measured with {rate.requests} at once, and a problem has {share:,.0f} s"
    )
    if "model" in load_presets()[name]:
        return f"{name} works here, and {reasons}; it shows the way and does not compete: submit a preset for GPUs."
    if seconds <= share:
        return f"Submit {name}: it comes up and {reasons}."
    return f"{name} comes up, but {reasons}: lower strategies or max_tokens, or {fallback}."


def nearest_rate(decode: Sequence[Decode], settings: Settings) -> Decode:
    """The measurement whose number of requests is nearest to the attempts of one problem."""
    attempts = sum(settings.strategies.values())
    return min(decode, key=lambda one: abs(one.requests - attempts))


def _round(settings: Settings, rate: Decode) -> float:
    """Seconds in which every attempt of a problem writes its largest number of tokens, without repairs."""
    return sum(settings.strategies.values()) * settings.max_tokens / rate.tokens_per_second


def _share(settings: Settings) -> float:
    """The average number of seconds for a problem."""
    return min(settings.problem_limit, settings.time_limit / (settings.expected_problems or USUAL))
