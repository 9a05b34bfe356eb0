"""What the stand-ins for Kaggle's gateways share: send the file's rows to ``predict`` over gRPC and check what comes back."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

import grpc
import polars

from tests.kaggle import relay

MAX_DETAILS = 8000  # characters of an error that result.json holds
RERUN = "KAGGLE_IS_COMPETITION_RERUN"
RAISED = "Exception calling application: "  # how gRPC begins what a server raised
ERROR_TYPES = (
    "UNSPECIFIED",
    "SERVER_NEVER_STARTED",
    "SERVER_CONNECTION_FAILED",
    "SERVER_RAISED_EXCEPTION",
    "SERVER_MISSING_ENDPOINT",
    "GATEWAY_RAISED_EXCEPTION",
    "INVALID_SUBMISSION",
    "GRPC_DEADLINE_EXCEEDED",
)
Frame = Any


class GatewayRuntimeError(Exception):
    """How a run ended before its last row: a name of Kaggle's error list, and details."""

    def __init__(self, error_type: str, error_details: str = "") -> None:
        super().__init__(error_type, error_details)
        self.error_type = error_type
        self.error_details = error_details[:MAX_DETAILS]


class Gateway:
    """Sends every row and writes the submission into the working directory; in the re-run ``result.json`` too."""

    server_names: Sequence[str] = ("",)
    ports: Sequence[int] = relay.ONE_PORT
    response_timeout = relay.DEADLINE  # seconds, from the second call on
    limit: float | None = None  # a test's own in its place
    too_late = "GRPC_DEADLINE_EXCEEDED"

    def __init__(self, data_paths: tuple[str, ...] | None = None) -> None:
        assert data_paths, "the stand-ins have no default path"
        self.path = Path(data_paths[0])
        self.clients: dict[str, relay.Client] = {}
        for name in self.server_names:
            host = f"inference_server_{name}".rstrip("_") if RERUN in os.environ else "localhost"
            self.clients[name] = relay.Client(host, relay.shifted(self.ports))

    @property
    def client(self) -> relay.Client:
        """The first server's client."""
        return self.clients[self.server_names[0]]

    def run(self) -> None:
        """Answer for all rows. An exception ends the run with nothing written; the re-run writes it down and raises nothing."""
        result: dict[str, object] = {"Succeeded": True}
        try:
            self._run()
        except GatewayRuntimeError as error:
            if RERUN not in os.environ:
                raise
            number = ERROR_TYPES.index(error.error_type)
            result = {"Succeeded": False, "ErrorType": number, "ErrorName": error.error_type, "ErrorDetails": error.error_details}
        finally:
            for client in self.clients.values():
                client.close()
        if RERUN in os.environ:
            Path("result.json").write_text(json.dumps(result))

    def rows(self) -> polars.DataFrame:
        """The file's rows in an order that nobody can foresee."""
        return polars.read_csv(self.path).sample(fraction=1.0, shuffle=True, seed=int.from_bytes(os.urandom(4), "big"))

    def arguments(self, row: polars.DataFrame) -> Sequence[Any]:
        """One Series for each column of the file, an answer's column too where there is one."""
        return list(row.get_columns())

    def check(self, answer: Frame, ids: polars.DataFrame) -> None:
        """Raise GatewayRuntimeError for what the gateway refuses at once."""
        raise NotImplementedError

    def collect(self, answers: list[Frame], ids: polars.DataFrame) -> polars.DataFrame:
        """The submission. Answers of several types make one column of the widest."""
        return polars.concat(answers, how="vertical_relaxed")

    def answered(self, count: int) -> None:
        """Told after each answer, how many there are."""

    def _run(self) -> None:
        rows = self.rows()
        ids = rows.select(rows.columns[0])
        answers: list[Frame] = []
        for number, row in enumerate(rows.iter_slices(1)):
            client = self.clients[self.server_names[number % len(self.server_names)]]
            client.deadline = self.limit or self.response_timeout
            answer = self._ask(client, row)
            if answer is None:
                raise GatewayRuntimeError("INVALID_SUBMISSION", "No prediction received")
            self.check(answer, row.select(rows.columns[0]))
            answers.append(answer)
            self.answered(len(answers))
        self.collect(answers, ids).write_parquet("submission.parquet")

    def _ask(self, client: relay.Client, row: polars.DataFrame) -> Any:
        try:
            return client.send("predict", *self.arguments(row))
        except relay.DeadlineError as error:
            raise GatewayRuntimeError(self.too_late, f"DEADLINE_EXCEEDED {error}") from error
        except (relay.ServerDiedError, socket.gaierror) as error:
            raise GatewayRuntimeError("SERVER_CONNECTION_FAILED", f"{type(error).__name__}: {error}") from error
        except RuntimeError as error:
            raise GatewayRuntimeError("SERVER_NEVER_STARTED", str(error)) from error
        except grpc.RpcError as error:
            details = error.details() or ""
            if not details.startswith(RAISED):
                raise GatewayRuntimeError("SERVER_CONNECTION_FAILED", str(error)) from error
            missing = details.startswith(f"{RAISED}No listener for")
            raise GatewayRuntimeError(
                "SERVER_MISSING_ENDPOINT" if missing else "SERVER_RAISED_EXCEPTION", details.removeprefix(RAISED)
            ) from error


class InferenceServer:
    """Serves functions by their names; the gateway wants ``predict``. The port is bound when the server is made, as Kaggle's is."""

    gateway_type: type[Gateway]
    accepted: tuple[type, ...] = (FunctionType, MethodType)

    def __init__(self, *functions: Callable[..., Any], allowed_modules: Sequence[str] | None = None) -> None:
        if not functions:
            raise ValueError("Must pass at least one endpoint listener, e.g. `predict`")
        endpoints: dict[str, Callable[..., Any]] = {}
        for function in functions:
            if not isinstance(function, self.accepted):
                raise ValueError(f"Endpoint listeners must be functions, got {type(function)}")  # noqa: TRY004 - as Kaggle's does
            if function.__name__ == "<lambda>":
                raise ValueError("Endpoint listeners must be named")
            endpoints |= self.names(function)
        self.server = relay.Server(endpoints, self.candidates(), allowed_modules)
        self.port = self.server.port

    def names(self, function: Callable[..., Any]) -> Mapping[str, Callable[..., Any]]:
        """The names under which a function is called."""
        return {function.__name__: function}

    def candidates(self) -> Sequence[int]:
        """The ports of which the first free one is taken."""
        return relay.shifted(self.gateway_type.ports)

    def serve(self) -> None:
        """Listen; in the re-run for ever."""
        self.server.start()
        if RERUN in os.environ:
            self.server.wait()

    def run_local_gateway(self, data_paths: tuple[str, ...] | None = None) -> None:
        """Serve, and run the gateway in this process on a file."""
        self.server.start()
        try:
            self.bind(self.gateway_type(data_paths)).run()
        finally:
            self.server.stop()

    def bind(self, gateway: Gateway) -> Gateway:
        """The gateway as it reaches this server."""
        return gateway


def check_rows(answer: Frame) -> None:
    """A batch has one row."""
    if len(answer) != 1:
        raise GatewayRuntimeError("INVALID_SUBMISSION", f"expected 1 rows but received {len(answer)}")
