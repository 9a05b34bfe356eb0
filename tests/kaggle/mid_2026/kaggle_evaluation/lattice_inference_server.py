"""Stand-in for a competition of mid-2026: bound methods too, ports ten apart, several servers by name, one hour an answer."""

from collections.abc import Callable, Mapping
from types import MethodType
from typing import Any

import polars

from tests.kaggle import gateway, relay


class LatticeGateway(gateway.Gateway):
    """The gateway: the answer's frame has the file's first column, with the ids that were sent, and the target."""

    ports = relay.TEN_APART

    @property
    def target(self) -> str:
        """The answers' column, as the sample submission beside the file names it."""
        sample = self.path.with_name("sample_submission.csv")
        return sample.read_text().splitlines()[0].split(",")[1] if sample.exists() else "answer"

    def check(self, answer: Any, ids: polars.DataFrame) -> None:
        """A frame of one row with the id and the target."""
        if not hasattr(answer, "columns"):
            raise gateway.GatewayRuntimeError("INVALID_SUBMISSION", "Invalid prediction data type")
        gateway.check_rows(answer)
        missing = {ids.columns[0], self.target} - set(answer.columns)
        if missing:
            raise gateway.GatewayRuntimeError("INVALID_SUBMISSION", f"Prediction missing column {', '.join(sorted(missing))}")
        if not polars.Series(answer[ids.columns[0]]).equals(ids[ids.columns[0]]):
            raise gateway.GatewayRuntimeError("INVALID_SUBMISSION", f"Invalid values for {ids.columns[0]} in batch of predictions.")


class LatticeInferenceServer(gateway.InferenceServer):
    """One server. The local gateway is told its port, so that two on one machine are not mistaken for each other."""

    gateway_type = LatticeGateway

    def names(self, function: Callable[..., Any]) -> Mapping[str, Callable[..., Any]]:
        """A bound method is called by its class too."""
        own = super().names(function)
        return {**own, f"{type(function.__self__).__name__}.{function.__name__}": function} if isinstance(function, MethodType) else own

    def bind(self, gateway: gateway.Gateway) -> gateway.Gateway:
        """The first server's client gets this port."""
        gateway.client.ports = [self.port]
        return gateway
