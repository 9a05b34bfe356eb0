"""Reads what a vLLM server writes when it comes up: the facts that matter. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class ServerFacts:
    """What the log says of a server that is up; None where it says nothing. Sizes in GiB, for one GPU."""

    version: str | None = None
    weights_gib: float | None = None
    kv_gib: float | None = None
    kv_tokens: int | None = None
    attention: str | None = None
    quantization: str | None = None


# Lines of vLLM 0.9.2, 0.19.1 and 0.28 (read in their sources; tests/engines/vllm/test_log.py holds real logs).
_FACTS = {
    "version": r"(?:vLLM API server version |[Ii]nitializing a V\d LLM engine \(v|  version )(\d+\.\d+[\w.+]*)",
    "weights_gib": r"Model loading took ([\d.]+) Gi?B",
    "kv_gib": r"Available KV cache memory: ([\d.]+) GiB",
    "kv_tokens": r"KV cache size: ([\d,]+) tokens",
    "attention": r"\b([A-Z_]*ATTN[A-Z_]*|FLASHINFER|FlashInfer|XFORMERS|XFormers)\b[ \w]{0,12}backend",
    "quantization": r"Using (\w*(?:[Mm]arlin|[Ee]xllama|Conch|WNA16|LinearKernel)\w*) (?:kernel|for)",
}


def read_facts(log: str) -> ServerFacts:
    """The facts of a server's log, each from the first line that states it."""
    found = {name: match[1] for name, pattern in _FACTS.items() if (match := re.search(pattern, log))}
    return ServerFacts(
        version=found.get("version"),
        weights_gib=float(found["weights_gib"]) if "weights_gib" in found else None,
        kv_gib=float(found["kv_gib"]) if "kv_gib" in found else None,
        kv_tokens=int(found["kv_tokens"].replace(",", "")) if "kv_tokens" in found else None,
        attention=found.get("attention"),
        quantization=found.get("quantization"),
    )
