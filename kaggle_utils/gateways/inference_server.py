"""AIMO-2, AIMO-3 and later: Kaggle's gateway calls our server with one problem at a time, from a gRPC worker thread."""

from __future__ import annotations

import contextlib
import importlib
import sys
from pathlib import Path
from typing import Any

from kaggle_utils.environment import Environment
from kaggle_utils.errors import InputError
from kaggle_utils.gateways.predict import make_predict
from kaggle_utils.solver import Solver

ENDING = "_inference_server"  # of the module beside a competition's data: aimo_3_inference_server with its AIMO3InferenceServer
GAME = "GameInferenceServer"  # what such a module derives its server from where agents play against each other


def run(solver: Solver, environment: Environment) -> Path:
    """Serve the scored re-run, or run the gateway locally on the competition's file; return the submission that Kaggle's package writes.

    Raises InputError for a competition of games.
    """
    assert environment.competition is not None
    check(environment.competition)
    if str(environment.competition) not in sys.path:
        sys.path.insert(0, str(environment.competition))
    columns = environment.row.columns if environment.row is not None else None
    # AIMO-3 overwrites the ids, whatever they are; AIMO-2 compares them, and what a later gateway does is its own affair.
    predict = make_predict(solver, integer_ids=environment.protocol != "aimo-3", columns=columns)
    server = _server_class(find_module(environment.competition))(predict)
    # The package writes submission.parquet into the working directory.
    with contextlib.chdir(environment.out):
        if environment.place == "rerun":
            server.serve()
        else:
            server.run_local_gateway((str(environment.problems.resolve()),))
    return environment.out / "submission.parquet"


def find_module(competition: Path) -> Path:
    """The file of the competition's server. AIMO's own go first. Raises InputError where several could be meant."""
    found = sorted((competition / "kaggle_evaluation").glob(f"*{ENDING}.py"))
    aimo = [file for file in found if file.stem in (f"aimo_3{ENDING}", f"aimo_2{ENDING}")]
    if aimo:
        return aimo[-1]
    if len(found) != 1:
        names = ", ".join(file.name for file in found)
        raise InputError(f"{competition}/kaggle_evaluation has several servers ({names}): attach one competition alone")
    return found[0]


def check(competition: Path) -> None:
    """Raise InputError for a competition that hands over no problems: games between agents."""
    file = find_module(competition)
    if GAME in file.read_text(encoding="utf-8", errors="replace"):
        raise InputError(
            f"{file} is the server of a game ({GAME}), in which agents take turns: kaggle_utils answers problems and cannot play; "
            "attach a competition that has problems"
        )


def _server_class(file: Path) -> Any:
    module = importlib.import_module(f"kaggle_evaluation.{file.stem}")
    own = [kind for name, kind in vars(module).items() if name.endswith("InferenceServer") and isinstance(kind, type)]
    own = [kind for kind in own if kind.__module__ == module.__name__]
    if len(own) != 1:
        names = ", ".join(kind.__name__ for kind in own) or "none"
        raise InputError(f"{file} has to have one class whose name ends with InferenceServer, and has: {names}")
    return own[0]
