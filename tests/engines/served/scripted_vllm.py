"""A small program in vLLM's place, for endings that a real server does not have on demand; ``python -m vllm...`` runs a copy of it.

SCRIPT says of each start, separated by semicolons, how many requests it answers and what happens at the next: ``9 kill; 0 crash; serve``.
The last one stands for all further starts. STARTS is a file that gets a line for each.
"""

from __future__ import annotations

import http.server
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

ARGUMENTS = dict(zip(sys.argv[1:], [*sys.argv[2:], ""], strict=True))
STARTS = Path(os.environ["STARTS"])
PIECES = ("```python\n", "def f(n):\n", "    return 7\n", "print(f(1))\n", "```")


def act(action: str) -> None:
    match action:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "hang":
            time.sleep(600)
        case _:  # the name of a file that holds what vLLM has written at such an ending
            print(Path(action).read_text(), flush=True)
            os._exit(0)


class Handler(http.server.BaseHTTPRequestHandler):
    answered = 0
    limit = 10**9
    action = ""

    def do_GET(self) -> None:
        name = ARGUMENTS["--served-model-name"]
        self._send("application/json", json.dumps({"object": "list", "data": [{"id": name, "object": "model", "max_model_len": 1024}]}))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if Handler.answered >= Handler.limit:
            act(Handler.action)
        Handler.answered += 1
        end = {"index": 0, "delta": {}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 7, "completion_tokens": len(PIECES), "total_tokens": 7 + len(PIECES)}
        parts: list[dict[str, Any]] = [{"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]} for piece in PIECES]
        parts += [{"choices": [end]}, {"choices": [], "usage": usage}]
        events = [{"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"} | part for part in parts]
        self._send("text/event-stream", "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n")

    def _send(self, kind: str, body: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())


def main() -> None:
    script = [part.strip() for part in os.environ["SCRIPT"].split(";")]
    with STARTS.open("a") as file:
        file.write("start\n")
    part = script[min(len(STARTS.read_text().splitlines()), len(script)) - 1]
    if part != "serve":
        count, Handler.action = part.split()
        Handler.limit = int(count)
        if Handler.limit < 0:
            act(Handler.action)
    http.server.ThreadingHTTPServer(("127.0.0.1", int(ARGUMENTS["--port"])), Handler).serve_forever()


if __name__ == "__main__":
    main()
