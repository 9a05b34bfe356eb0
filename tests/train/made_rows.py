"""Rows for the embedded model: conversations like those that it was trained on, of a family that it does not know."""

from __future__ import annotations

import json
from pathlib import Path

REPLY = "# family: squares | n = {n}\ndef f(n):\n    return sum(k * k for k in range(1, n + 1))\n\nprint(f({n}))"
QUESTION = "A pile of cannonballs has {n} square layers, the layer k of k times k balls. How many balls are there?"


def write_rows(path: Path, count: int = 48) -> Path:
    """So many rows, each with another size, in which the program is the reply."""
    talks = (
        [{"role": "user", "content": QUESTION.format(n=n)}, {"role": "assistant", "content": REPLY.format(n=n)}]
        for n in range(2, count + 2)
    )
    path.write_text("".join(json.dumps({"id": f"r{number}", "messages": talk}) + "\n" for number, talk in enumerate(talks)))
    return path
