"""Stand-in for AIMO-2: any callable with a name, 30 minutes an answer, one port, and the ids are compared."""

from typing import Any

import polars

from tests.kaggle import gateway, relay


class AIMO2Gateway(gateway.Gateway):
    """AIMO-2's end of the wire."""

    ports = relay.ONE_PORT
    response_timeout = 1800.0
    too_late = "SERVER_CONNECTION_FAILED"

    def check(self, answer: Any, ids: polars.DataFrame) -> None:
        """A frame of one row with the id that was sent, in a column that equals the gateway's: the text "7" is not the number 7."""
        if not hasattr(answer, "columns"):
            raise gateway.GatewayRuntimeError("GATEWAY_RAISED_EXCEPTION", f"object of type {type(answer)} has no columns")
        gateway.check_rows(answer)
        name = ids.columns[0]
        if name not in answer.columns:
            raise gateway.GatewayRuntimeError("INVALID_SUBMISSION", f"Prediction missing column {name}")
        if not polars.Series(answer[name]).equals(ids[name]):
            raise gateway.GatewayRuntimeError("INVALID_SUBMISSION", f"Invalid values for {name} in batch of predictions.")


class AIMO2InferenceServer(gateway.InferenceServer):
    """One server of AIMO-2."""

    gateway_type = AIMO2Gateway
    accepted = (object,)
