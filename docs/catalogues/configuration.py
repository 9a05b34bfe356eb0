"""The configuration guide: what each preset of presets.toml sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaggle_utils.settings import Settings, load_presets

HEADER = ("preset", "engine", "model", "attempts a problem", "at once", "tokens of a reply", "context", "repairs", "seconds a problem")
NAMED = {"model": "any/model", "base_urls": ("http://localhost:8000/v1",), "transcripts": "replies.jsonl.gz"}


def render_configuration() -> str:
    """A table of all presets, and what the steps of their ladders change."""
    presets = load_presets()
    rows = [_row(name, table) for name, table in presets.items()]
    ladders = [line for name, table in presets.items() for line in _ladder(name, table)]
    head = ["| " + " | ".join(HEADER) + " |", "|" + "---|" * len(HEADER)]
    return "\n".join([*head, *rows, "", "What is tried where a server does not start, one step after another:", "", *ladders])


def _row(name: str, table: Mapping[str, Any]) -> str:
    settings = Settings.preset(name, **{key: value for key, value in NAMED.items() if not table.get(key)})
    attempts = ", ".join(f"{count} {strategy}" for strategy, count in settings.strategies.items())
    model = f"`{settings.model_pattern}`" if settings.model_pattern else f"`{table['model']}`" if "model" in table else "you name it"
    at_once, context = _room(settings)
    cells = [f"`{name}`", settings.engine, model, attempts, at_once, f"{settings.max_tokens:,}", context]
    return "| " + " | ".join([*cells, str(settings.repair_rounds), f"{settings.problem_limit:,.0f}"]) + " |"


def _room(settings: Settings) -> tuple[str, str]:
    """How many replies are written at once, and how many tokens prompt and reply may have together; as far as the preset says it."""
    serve = settings.serve
    if settings.engine == "vllm":
        servers = len(settings.servers)
        return f"{serve['max_num_seqs'] * servers}", f"{serve['max_model_len']:,}"
    if settings.engine == "llamacpp":
        return f"{serve['n_parallel']}", f"{serve['n_ctx'] // serve['n_parallel']:,}"
    return (str(settings.batch_size) if settings.engine == "transformers" else "", "the model's")


def _ladder(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    for number, step in enumerate(table.get("ladder", ()), 1):
        serve = {f"serve.{key}": value for key, value in step.get("serve", {}).items()}
        changes = {key: value for key, value in step.items() if key != "serve"} | serve
        said = ", ".join(f"`{key} = {value!r}`" for key, value in changes.items())
        yield f"- `{name}`, step {number}: {said}"
