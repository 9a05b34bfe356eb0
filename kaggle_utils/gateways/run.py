"""Run the gateway that the environment provides."""

from __future__ import annotations

from pathlib import Path

from kaggle_utils.environment import Environment
from kaggle_utils.gateways import aimo1, csv_file, inference_server
from kaggle_utils.settings import Settings
from kaggle_utils.settings.competitions import other_device
from kaggle_utils.solver import Solver


def run_gateway(solver: Solver, environment: Environment) -> Path:
    """Answer every problem of the gateway and return the submission's path."""
    match environment.protocol:
        case "csv":
            return csv_file.run(solver, environment)
        case "aimo-1":
            return aimo1.run(solver, environment)
        case _:
            return inference_server.run(solver, environment)


def describe_gateway(environment: Environment, settings: Settings) -> str:
    """Return where the problems come from. A CSV file is read to check it, so that bad input stops the run before the model loads.

    It says, too, if the preset is meant for another GPU than the competition lends. Raises InputError.
    """
    doubt = other_device(environment.row, settings.name, settings.gpu)
    doubt = f"; {doubt}" if doubt else ""
    if environment.protocol != "csv":
        if environment.protocol != "aimo-1" and environment.competition is not None:
            inference_server.check(environment.competition)
        return f"{environment.protocol} gateway in {environment.competition}, {environment.place}{doubt}"
    problems = csv_file.read_problems(environment.problems, settings.longest_statement, environment.row)
    known = sum(problem.answer is not None for problem in problems)
    whose = f" of {environment.row.name}" if environment.row is not None else ""
    return f"{len(problems)} problems{whose} in {environment.problems}, {known} of them with known answers, {environment.place}{doubt}"
