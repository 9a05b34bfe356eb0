"""The stand-ins' servers and clients: ports, several servers, pings, and what a server may be made of."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import grpc
import polars
import pytest

from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from tests.gateways.faulty_engine import FaultyEngine
from tests.gateways.test_gateways import attach
from tests.kaggle import relay

PING_EVERY = 1_000  # milliseconds, where a test is not to take a minute


class Counter:
    """An endpoint that is a bound method."""

    def predict(self, id_: Any, problem: Any) -> polars.DataFrame:
        """The length of the statement."""
        return polars.DataFrame({"id": id_, "answer": [len(problem.item())]})


@pytest.fixture
def lattice(inputs: Path) -> Any:
    """The module of the stand-in of mid-2026."""
    attach(inputs, "mid_2026")
    sys.path.insert(0, str(inputs / "competitions" / "ai-mathematical-olympiad"))
    import kaggle_evaluation.lattice_inference_server as module

    return module


@contextmanager
def serving(server: Any) -> Iterator[int]:
    """The port of a server that listens."""
    server.server.start()
    try:
        yield server.port
    finally:
        server.server.stop()


def test_the_ports_are_those_of_each_generation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(relay.SHIFT, raising=False)
    assert relay.shifted(relay.ONE_PORT) == [50051]
    assert relay.shifted(relay.CONSECUTIVE)[:3] == [50051, 60053, 60054]
    assert relay.shifted(relay.TEN_APART)[:4] == [50051, 60053, 60063, 60073]


def test_several_servers_on_one_machine_have_ports_of_their_own(lattice: Any, port_shift: str) -> None:
    server = lattice.LatticeInferenceServer
    with serving(server(Counter().predict)) as first, serving(server(Counter().predict)) as second:
        assert first == 50051 + int(port_shift)
        assert second != first


def test_a_gateway_with_named_servers_sends_each_its_share(lattice: Any, inputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = type("Pair", (lattice.LatticeGateway,), {"server_names": ("red", "blue")})
    asked: dict[str, list[str]] = {"red": [], "blue": []}

    def counting(name: str) -> Any:
        def predict(id_: Any, problem: Any) -> polars.DataFrame:
            asked[name].append(id_.item())
            return Counter().predict(id_, problem)

        return lattice.LatticeInferenceServer(predict)

    gateway: Any = pair((str(inputs / "competitions" / "ai-mathematical-olympiad" / "test.csv"),))
    monkeypatch.chdir(inputs)
    with serving(counting("red")) as red, serving(counting("blue")) as blue:
        gateway.clients["red"].ports, gateway.clients["blue"].ports = [red], [blue]
        gateway.run()
    assert sorted(asked["red"] + asked["blue"]) == ["000777", "0a1b2c", "ffffff"]
    assert (len(asked["red"]), len(asked["blue"])) == (2, 1)


def test_in_the_rerun_a_named_server_is_a_machine_of_that_name(lattice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAGGLE_IS_COMPETITION_RERUN", "")
    several: Any = type("Several", (lattice.LatticeGateway,), {"server_names": ("", "blue")})
    clients = several(("test.csv",)).clients
    assert [client.channel_address for client in clients.values()] == ["inference_server", "inference_server_blue"]


@pytest.mark.parametrize("endpoint", [lambda id_, problem: 0, partial(Counter().predict), Counter()])
def test_lambdas_partials_and_callable_objects_are_refused(lattice: Any, endpoint: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="Endpoint listeners"):
        lattice.LatticeInferenceServer(endpoint)


def test_an_endpoint_that_is_missing_and_one_that_raises_are_said(lattice: Any) -> None:
    def other(id_: Any) -> None:
        raise OSError("boom")

    with serving(lattice.LatticeInferenceServer(other)) as port:
        client = relay.Client("localhost", [port])
        with pytest.raises(grpc.RpcError, match="No listener for predict was registered"):
            client.send("predict", 1)
        with pytest.raises(grpc.RpcError, match="boom"):
            client.send("other", 1)
        client.close()


def test_a_machine_whose_name_is_gone_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def gone_the_second_time(name: str) -> str:
        looked.append(name)
        if len(looked) > 1:
            raise socket.gaierror(-2, "Name or service not known")
        return "127.0.0.1"

    monkeypatch.setattr(socket, "gethostbyname", gone_the_second_time)
    (free,) = [port for port in range(40_000, 41_000) if relay.is_free(port)][:1]
    with pytest.raises(relay.ServerDiedError, match="died after startup"):
        relay.Client("localhost", [free]).send("predict", 1)


def test_while_predict_waits_pings_are_answered_and_other_threads_run(
    lattice: Any, make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kaggle_utils.gateways import make_predict

    waits, goes_on = threading.Event(), threading.Event()

    async def wait(deadline: float) -> str:
        import asyncio

        waits.set()
        await asyncio.to_thread(goes_on.wait)
        return "```python\nprint(42)\n```"

    settings = make_settings(strategies={"program-of-thoughts": 1})
    with Solver(settings, engine=FaultyEngine([wait])) as solver, serving(lattice.LatticeInferenceServer(make_predict(solver))) as port:
        client = relay.Client("localhost", [port], ping_every=PING_EVERY)
        answers: list[Any] = []
        call = threading.Thread(target=lambda: answers.append(client.send("predict", "p", "What is 6 * 7?")))
        call.start()
        assert waits.wait(60)
        # Longer than a ping may go unanswered: this thread gets the interpreter all the time, and the call is still there after it.
        call.join(2 * relay.PING_ANSWERED / 1000)
        assert call.is_alive()
        goes_on.set()
        call.join(60)
        client.close()
    assert answers[0]["answer"].to_list() == [42]
