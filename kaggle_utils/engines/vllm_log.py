"""Reads what a vLLM server writes: the facts that matter when it comes up, and the reason when it does not."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LONGEST_LINE = 400  # characters of an unknown error that are worth repeating


@dataclass(frozen=True)
class ServerFacts:
    """What the log says of a server that is up; None where it says nothing. Sizes in GiB, for one GPU."""

    version: str | None = None
    weights_gib: float | None = None
    kv_gib: float | None = None
    kv_tokens: int | None = None
    attention: str | None = None
    quantization: str | None = None


@dataclass(frozen=True)
class Failure:
    """A known way to fail: the pattern in the log, what it means, what to do."""

    pattern: str
    meaning: str
    way_out: str


# Lines of vLLM 0.9.2, 0.19.1 and 0.28 (read in their sources; tests/engines/test_vllm_log.py holds real logs).
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


def explain_failure(log: str) -> str:
    """Why a server did not come up, in a sentence with the way out; the log's last error where the reason is not a known one."""
    for failure in load_failures():
        if found := re.search(failure.pattern, log):
            said = {name: value for name, value in found.groupdict().items() if value is not None}
            return f"{failure.meaning.format(**said)}: {failure.way_out.format(**said)}"
    errors = [line for line in log.splitlines() if re.search(r"(Error|Exception)\b.*:|\berror:", line)]
    last = errors[-1] if errors else next((line for line in reversed(log.splitlines()) if line.strip()), "it wrote nothing")
    return f"an error that is not in vllm_failures.toml: {last.strip()[-LONGEST_LINE:]}"


@cache
def load_failures() -> tuple[Failure, ...]:
    """The known failures, the most telling first."""
    table = tomllib.loads((files("kaggle_utils.engines") / "vllm_failures.toml").read_text(encoding="utf-8"))
    return tuple(Failure(**entry) for entry in table["failure"])
