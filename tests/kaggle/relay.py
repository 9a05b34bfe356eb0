"""The two ends of the wire: an inference server with one worker, and the gateway's client, over real gRPC."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc

from tests.kaggle.payload import METHOD, Request, Response, decode, encode

# Added to every port, so that tests may run side by side. Kaggle's own servers are on machines of their own.
SHIFT = "STAND_IN_PORT_SHIFT"
STARTUP_LIMIT = 15 * 60.0  # seconds that a server may take to listen
DEADLINE = 60 * 60.0  # seconds of a call, from the second on, unless the competition's gateway says otherwise
PING_EVERY, PING_ANSWERED = 60_000, 5_000  # milliseconds
ONE_PORT = (50051,)  # AIMO-2
CONSECUTIVE = (50051, *range(60053, 60063))  # AIMO-3
TEN_APART = (50051, *range(60053, 60153, 10))  # mid-2026
SERVICE = {
    "methodConfig": [
        {
            "name": [{}],
            "retryPolicy": {
                "maxAttempts": 5,
                "initialBackoff": "0.1s",
                "maxBackoff": "1s",
                "backoffMultiplier": 1,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ]
}


class ServerDiedError(Exception):
    """The server's machine was there and has gone, before the first answer."""


class DeadlineError(Exception):
    """An answer did not come in time."""


def options(ping_every: int = PING_EVERY) -> Sequence[tuple[str, Any]]:
    """The options of both ends: messages of any size, and pings that have to be answered."""
    return (
        ("grpc.max_send_message_length", -1),
        ("grpc.max_receive_message_length", -1),
        ("grpc.keepalive_time_ms", ping_every),
        ("grpc.keepalive_timeout_ms", PING_ANSWERED),
        ("grpc.http2.max_pings_without_data", 0),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", 1_000),
        ("grpc.service_config", json.dumps(SERVICE)),
    )


def shifted(ports: Sequence[int]) -> list[int]:
    """The ports of a generation, on this machine."""
    return [port + int(os.environ.get(SHIFT, "0")) for port in ports]


def is_free(port: int) -> bool:
    """Whether nobody listens on a port now."""
    with socket.socket() as probe:
        try:
            probe.bind(("localhost", port))
        except OSError:
            return False
    return True


class Server:
    """Listens on the first free one of the ports, bound as soon as it is made, and answers calls one after another."""

    def __init__(self, endpoints: Mapping[str, Callable[..., Any]], ports: Sequence[int], allowed_modules: Sequence[str] | None) -> None:
        self.port = next(port for port in ports if is_free(port))

        def send(request: Any, _: grpc.ServicerContext) -> Any:
            if request.name not in endpoints:
                raise NotImplementedError(f"No listener for {request.name} was registered.")
            arguments = [decode(value, allowed_modules) for value in request.args]
            named = {key: decode(value, allowed_modules) for key, value in request.kwargs.items()}
            return Response(payload=encode(endpoints[request.name](*arguments, **named)))

        handler = grpc.unary_unary_rpc_method_handler(
            send, request_deserializer=Request.FromString, response_serializer=Response.SerializeToString
        )
        service, method = METHOD.strip("/").split("/")
        self._server = grpc.server(ThreadPoolExecutor(max_workers=1), options=options())
        self._server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, {method: handler}),))
        self._server.add_insecure_port(f"localhost:{self.port}")

    def start(self) -> None:
        """Listen, in threads of its own."""
        self._server.start()

    def wait(self) -> None:
        """Block until it is stopped."""
        self._server.wait_for_termination()

    def stop(self) -> None:
        """Give the port back."""
        self._server.stop(None).wait()


class Client:
    """The gateway's end for one server. The first call looks for the server and has no deadline, later ones have."""

    def __init__(self, address: str, ports: Sequence[int], ping_every: int = PING_EVERY) -> None:
        self.channel_address = address
        self.ports = ports
        self.deadline = DEADLINE
        self._ping_every = ping_every
        self._channel: grpc.Channel | None = None
        self._was_there = False
        self._send: Any = None

    def send(self, name: str, *arguments: Any) -> Any:
        """Call an endpoint. Raises ServerDiedError, DeadlineError, RuntimeError after STARTUP_LIMIT, or grpc.RpcError."""
        request = Request(name=name, args=map(encode, arguments))
        if self._send is None:
            return decode(self._connect(request).payload)
        try:
            return decode(self._send(request, timeout=self.deadline).payload)
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
                raise DeadlineError(str(error)) from None
            raise

    def close(self) -> None:
        """Hang up."""
        if self._channel is not None:
            self._channel.close()

    def _connect(self, request: Any) -> Any:
        until = time.monotonic() + STARTUP_LIMIT
        while time.monotonic() < until:
            for port in self.ports:
                self.close()
                self._channel = grpc.insecure_channel(f"{self.channel_address}:{port}", options=options(self._ping_every))
                send = self._channel.unary_unary(
                    METHOD, request_serializer=Request.SerializeToString, response_deserializer=Response.FromString
                )
                try:
                    response = send(request)
                except grpc.RpcError as error:
                    if error.code() is not grpc.StatusCode.UNAVAILABLE:
                        raise
                else:
                    self._send = send
                    return response
                self._look_for_machine()
                time.sleep(1 / len(self.ports))
        raise RuntimeError(f"Failed to connect to server after waiting {STARTUP_LIMIT} seconds")

    def _look_for_machine(self) -> None:
        try:
            socket.gethostbyname(self.channel_address)
        except socket.gaierror as error:
            if self._was_there:
                raise ServerDiedError(f"The inference_server container has died after startup, causing: {error}") from None
            raise
        self._was_there = True
