"""What is read from the log of a llama.cpp server that has ended. The lines are those of xllamacpp 2026.10.11549 unless said."""

from __future__ import annotations

import pytest

from kaggle_utils.engines.llamacpp.ending import read_ending, read_stall
from kaggle_utils.engines.served.ending import Ending

CUT = """0.00.003.058 I srv          init: loading model
0.00.078.649 E gguf_init_from_reader: failed to read key-value pairs
0.00.082.532 E llama_model_load: error loading model: llama_model_loader: failed to load model from cut.gguf
0.00.132.958 E srv          init: exiting due to model loading error
serve.py: Failed to init server, please check the input params.
"""
PORT = """0.00.001.534 W srv          init: security: no API key is set and CORS allows all origins
0.00.001.590 E srv         start: couldn't bind HTTP server socket, hostname: 127.0.0.1, port: 8130
0.00.001.715 E srv          init: exiting due to HTTP server error
"""
# ggml-org/llama.cpp #10110
ABORT = """0.04.001.590 I slot print_timing: id  0 | task 46 |    graphs reused =        111
ggml/src/ggml-backend.cpp:750: GGML_ASSERT(n_graph_inputs < GGML_SCHED_MAX_SPLIT_INPUTS) failed
"""
STOPPED = "0.04.001.590 I srv  update_slots: all slots are idle\nserve.py: told to stop\n"
NO_MODULE = "Traceback (most recent call last):\n  File \"serve.py\", line 64, in main\nModuleNotFoundError: No module named 'xllamacpp'\n"


@pytest.mark.parametrize(
    ("log", "status", "ending"),
    [
        (CUT, 1, Ending("gguf_init_from_reader: failed to read key-value pairs", "error")),
        (PORT, 1, Ending("srv         start: couldn't bind HTTP server socket, hostname: 127.0.0.1, port: 8130", "outside")),
        (NO_MODULE, 1, Ending("ModuleNotFoundError: No module named 'xllamacpp'", "error")),
        (STOPPED, 0, Ending("it was told to stop", "outside")),
        ("", 1, Ending("nothing", "error")),
        (CUT, -9, Ending("the server was ended by SIGKILL, as the kernel does when memory runs out", "outside")),
        (
            ABORT,
            -6,
            Ending(
                "the server was ended by SIGABRT (the log says: ggml/src/ggml-backend.cpp:750: "
                "GGML_ASSERT(n_graph_inputs < GGML_SCHED_MAX_SPLIT_INPUTS) failed)",
                "crash",
            ),
        ),
    ],
)
def test_the_first_error_or_the_signal_is_the_reason(log: str, status: int, ending: Ending) -> None:
    assert read_ending(log, status) == ending


def test_a_server_that_stands_still_is_told_with_its_last_line() -> None:
    assert read_stall(STOPPED.splitlines()[0] + "\n\n", 120) == Ending(
        "it wrote no token for 120 s (the log says last: srv  update_slots: all slots are idle)", "outside"
    )
