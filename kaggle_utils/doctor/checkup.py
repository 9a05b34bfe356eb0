"""The result of a check-up: findings, the best preset, and a verdict in one line; as text and as JSON. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from kaggle_utils.doctor.candidates import Candidate, consider
from kaggle_utils.doctor.health_check import HealthCheck, write_table
from kaggle_utils.doctor.judge import judge
from kaggle_utils.doctor.machine import Checkpoint, Machine


@dataclass(frozen=True)
class CheckUp:
    """What was found, how it was judged, and the presets in the order in which they could be submitted."""

    machine: Machine
    findings: tuple[HealthCheck, ...]
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        """The preset to submit, or, if none can run, the one with the fewest obstacles."""
        return self.candidates[0]

    @property
    def problems(self) -> tuple[HealthCheck, ...]:
        """The findings that prevent a run."""
        return tuple(finding for finding in self.findings if finding.level == "problem")

    @property
    def ready(self) -> bool:
        """Whether a run would start."""
        return not self.problems

    @property
    def verdict(self) -> str:
        """Ready, or what to do first, in one line."""
        name = self.best.settings.name
        if self.ready:
            return f"ready: submit with preset {name}" if self.best.cards else f"ready: preset {name} runs here, without a GPU"
        ways = [obstacle.way_out for obstacle in self.best.obstacles]
        # The preset's own line repeats what to do about its obstacles.
        ways += [finding.way_out for finding in self.problems if finding.way_out and finding.name != "preset"]
        ways = list(dict.fromkeys(ways))
        rest = {1: "", 2: "; one more thing is said above"}.get(len(ways), f"; {len(ways) - 1} more things are said above")
        return f"not ready: {ways[0]}{rest}"


def check_up(machine: Machine, preset: str = "") -> CheckUp:
    """Judge a machine for the named preset, or for the best one. Raises InputError for an unknown preset."""
    candidates = consider(machine, preset)
    return CheckUp(machine, judge(machine, candidates[0]), candidates)


def describe(checkup: CheckUp) -> str:
    """The findings as a table, and the verdict."""
    return f"{write_table(checkup.findings)}\n\n{checkup.verdict}"


def as_table(checkup: CheckUp) -> dict[str, Any]:
    """The check-up as a JSON object. Sizes in bytes."""
    machine = checkup.machine
    return {
        "ready": checkup.ready,
        "preset": checkup.best.settings.name,
        "verdict": checkup.verdict,
        "findings": [asdict(finding) for finding in checkup.findings],
        "machine": {
            "place": machine.environment.place,
            "protocol": machine.environment.protocol,
            "driver": asdict(machine.driver),
            "host": _plain(asdict(machine.host)),
            "python": asdict(machine.python),
            "server": asdict(machine.server),
            "sandbox": asdict(machine.confinement),
            "inputs": [*machine.mounts],
            "models": [_model(found) for found in (machine.given, *machine.checkpoints) if found is not None],
            "wheels": [_plain(asdict(found)) for found in machine.wheels],
        },
        "presets": [
            {"name": candidate.settings.name, "obstacles": [obstacle.sentence for obstacle in candidate.obstacles]}
            for candidate in checkup.candidates
        ],
    }


def _model(checkpoint: Checkpoint) -> dict[str, Any]:
    quantization = str(checkpoint.config.quantization or "") if checkpoint.config else checkpoint.form
    return {
        "folder": str(checkpoint.folder),
        "size": checkpoint.size,
        "quantization": quantization or None,
        "damage": checkpoint.damage,
    }


def _plain(value: Any) -> Any:
    """The value with paths as text, for JSON."""
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case None | bool() | int() | float():
            return value
        case _:
            return str(value)
