"""An experiment as a table with ratios against its baseline, as a sentence, and as a line to paste. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from kaggle_utils.doctor.experiment import Experiment, Row
from kaggle_utils.doctor.recommendation import nearest_rate

COLUMNS = ("comparison", "variant", "tokens/s", "ratio", "alone", "context 1k", "context 8k", "KV tokens", "load, s")
NOTHING = "-"


def table_rows(made: Experiment) -> list[tuple[str, ...]]:
    """The cells of each row under ``COLUMNS``; of one that was not measured, in place of figures, why."""
    return [_cells(made, row) for row in (*made.baseline, *made.rows)]


def write_experiment(made: Experiment) -> str:
    """The table in columns, and what follows from it."""
    rows = [COLUMNS, *table_rows(made)]
    widths = [max(len(row[column]) for row in rows if len(row) == len(COLUMNS)) for column in range(len(COLUMNS))]
    widths[:2] = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows]
    return "\n".join([*lines, "", *conclusions(made)])


def conclusions(made: Experiment) -> Iterator[str]:
    """What the table says: its baseline and noise, the price of a long context, the preset that won as a line to paste."""
    if made.base_rate is None:
        yield f"The baseline {made.base.name} was not measured, so nothing is compared: {made.baseline[0].trouble}"
        return
    requests = nearest_rate(made.baseline[0].measured.speed.decode, made.base).requests if made.baseline[0].measured else 0
    yield (
        f"tokens/s with {requests} at once; ratios against {made.base.name}, whose own measurements differ by {made.noise:.1%}: "
        "smaller differences say nothing."
    )
    yield from _contexts(made)
    winner = made.winner
    if winner is None:
        yield f"Nothing that was measured is faster than {made.base.name} as it is."
    else:
        yield f"{winner.variant.comparison}: {winner.variant.name} is {made.ratio(winner):.2f} times as fast as {made.base.name}."
    yield f"paste      {line_to_paste(made)}"


def line_to_paste(made: Experiment) -> str:
    """The notebook's settings for the preset that won."""
    winner = made.winner
    name = winner.variant.settings.name if winner else made.base.name
    changes = winner.variant.changes if winner else {}
    changed = ", ".join(f"{field}={dict(table)!r}" for field, table in changes.items())
    return f'settings = load_settings(preset="{name}")' + (f".changed({changed})" if changed else "")


def experiment_json(made: Experiment) -> Mapping[str, Any]:
    """The experiment for programs: rates in tokens a second, times in seconds."""

    def entry(row: Row) -> dict[str, Any]:
        variant = row.variant
        return {
            "comparison": variant.comparison,
            "variant": variant.name,
            "preset": variant.settings.name,
            "changes": dict(variant.changes),
            "ran": row.ran,
            "trouble": row.trouble,
            "ratio": made.ratio(row),
            "measured": asdict(row.measured) if row.measured else None,
        }

    return {
        "baseline": [entry(row) for row in made.baseline],
        "rows": [entry(row) for row in made.rows],
        "noise": made.noise,
        "paste": line_to_paste(made) if made.base_rate is not None else None,
    }


def _cells(made: Experiment, row: Row) -> tuple[str, ...]:
    head = (row.variant.comparison, row.variant.name)
    if row.measured is None:
        return (*head, f"{'failed' if row.ran else 'not run'}: {row.trouble}")
    speed, ratio = row.measured.speed, made.ratio(row)
    alone = next((one.tokens_per_second for one in speed.decode if one.requests == 1), None)
    contexts = {one.context: one.tokens_per_second for one in speed.contexts}
    return (
        *head,
        _number(made.rate(row)),
        NOTHING if ratio is None else f"{ratio:.2f}",
        _number(alone),
        *(_number(contexts.get(length)) for length in (1024, 8192)),
        _count(row.measured.details.get("kv_tokens")),
        _number(row.measured.load),
    )


def _contexts(made: Experiment) -> Iterator[str]:
    """What a long context costs the baseline's attention, or why that was not measured."""
    measured = made.baseline[0].measured
    if measured is None:
        return
    rates = {one.context: one.tokens_per_second for one in measured.speed.contexts}
    attention = measured.details.get("attention") or made.base.serve.get("attention_backend") or "its attention"
    if rates.get(1024) and 8192 in rates:
        yield f"{attention}: {rates[8192] / rates[1024]:.2f} times the rate at 1,024 tokens of context is left at 8,192."
    else:
        yield f"{attention} at 8,192 against 1,024 tokens of context: not run, the engine's context is shorter."


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.1f}"


def _count(value: int | None) -> str:
    return NOTHING if value is None else f"{value:,}"
