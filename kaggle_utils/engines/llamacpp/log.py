"""Reads what llama.cpp's server writes when it comes up: the facts that matter. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# Lines of llama.cpp at verbosity 4 (xllamacpp 2026.10.11549; tests/engines/llamacpp/logs holds a real log).
_TEXTS = {
    "version": r"serve\.py: llama\.cpp (\S+) listens",
    "file_type": r"print_info: file type\s+= (.+)",
    "offloaded": r"offloaded (\d+/\d+) layers to GPU",
}
_NUMBERS = {
    "slots": r"initializing, n_slots = (\d+)",
    "slot_context": r"initializing, n_slots = \d+, n_ctx_slot = (\d+)",
    "threads": r"system_info: n_threads = (\d+)",
}
# MiB, one line for each device.
_SUMS = {"weights_mib": r"model buffer size = +([\d.]+) MiB", "kv_mib": r"KV buffer size = +([\d.]+) MiB"}


def read_facts(log: str) -> Mapping[str, Any]:
    """The facts of a server's log; those that it does not state are missing."""
    facts: dict[str, Any] = {name: found[1].strip() for name, pattern in _TEXTS.items() if (found := re.search(pattern, log))}
    facts |= {name: int(found[1]) for name, pattern in _NUMBERS.items() if (found := re.search(pattern, log))}
    sums = {name: [float(size) for size in re.findall(pattern, log)] for name, pattern in _SUMS.items()}
    return facts | {name: round(sum(sizes), 1) for name, sizes in sums.items() if sizes}
