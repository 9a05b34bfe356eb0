"""The gateway's process of the re-run: ``python -m tests.kaggle.rerun COMPETITION OUT [SECONDS] [PORT...]``.

Sends the rows of COMPETITION/test.csv to the inference servers on this machine and leaves ``result.json`` and, if all went well,
``submission.parquet`` in OUT. SECONDS replaces the generation's limit of an answer. A PORT for each server name says where it listens.
Each answer is a line on stdout.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from tests.kaggle.gateway import RERUN, Gateway


def gateway_of(competition: Path) -> type[Gateway]:
    """The gateway of the one competition in a folder."""
    sys.path.insert(0, str(competition))
    (module,) = (competition / "kaggle_evaluation").glob("*_inference_server.py")
    found = vars(importlib.import_module(f"kaggle_evaluation.{module.stem}"))
    return next(kind for kind in found.values() if isinstance(kind, type) and issubclass(kind, Gateway))


def main() -> None:
    competition, out, *more = sys.argv[1:]
    os.environ[RERUN] = "1"
    gateway = gateway_of(Path(competition))((f"{competition}/test.csv",))
    if more:
        gateway.limit = float(more[0])
    for client in gateway.clients.values():
        client.channel_address = "localhost"
    for client, port in zip(gateway.clients.values(), more[1:], strict=False):
        client.ports = [int(port)]
    gateway.answered = lambda count: print("answered", count, flush=True)  # type: ignore[method-assign]
    os.chdir(out)
    gateway.run()


if __name__ == "__main__":
    main()
