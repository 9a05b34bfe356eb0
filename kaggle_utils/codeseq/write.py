"""Write the data: rows, card and statistics, each file whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from kaggle_utils.codeseq.build import drawn_sequences, units_of
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.count_tokens import token_counter
from kaggle_utils.codeseq.history import History
from kaggle_utils.codeseq.mix import Mixture, mix
from kaggle_utils.codeseq.sample import Sample
from kaggle_utils.codeseq.select_samples import select_samples
from kaggle_utils.codeseq.statistics import Statistics, make_statistics
from kaggle_utils.codeseq.training_rows import chat_row, full_row, paper_row

SAMPLES, PAPER, MESSAGES, MIXED = "samples.jsonl", "codeseq.jsonl", "messages.jsonl", "mixed.jsonl"
CARD, STATISTICS = "README.md", "statistics.json"


def write_data(history: History, config: CodeSeqConfig) -> Statistics:
    """Write the samples of a record into ``config.out``, in the order of the draw. Raises InputError for a mixture that cannot be made."""
    sequences = drawn_sequences(config)
    count_tokens, tokens_are = token_counter(config.tokenizer)
    order = [unit for sequence in sequences for unit in units_of(sequence, config)]
    accepted = [sample for unit in order for sample in history.accepted.get(unit, ())]
    selection = select_samples(accepted, config, count_tokens)
    samples = selection.samples
    statistics = make_statistics(history, sequences, config.descriptions, selection, count_tokens, tokens_are)
    chat = [chat_row(sample) for sample in samples]
    mixture = None if config.mix is None else mix(chat, config.mix, config.seed, count_tokens)
    _write_rows(config.out / SAMPLES, map(full_row, samples))
    _write_rows(config.out / PAPER, map(paper_row, samples))
    _write_rows(config.out / MESSAGES, chat)
    if mixture is not None:
        _write_rows(config.out / MIXED, mixture.rows)
    _write(config.out / STATISTICS, json.dumps(asdict(statistics), indent=1, ensure_ascii=False) + "\n")
    _write(config.out / CARD, _make_card(statistics, config, mixture, samples))
    return statistics


def _make_card(statistics: Statistics, config: CodeSeqConfig, mixture: Mixture | None, samples: Sequence[Sample]) -> str:
    from jinja2 import Environment, StrictUndefined

    template = (files("kaggle_utils.codeseq") / "card.jinja").read_text(encoding="utf-8")
    settings = config.settings()
    guide = settings.further_engine("verifier") or settings
    return (
        Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)  # noqa: S701  # Markdown, not HTML
        .from_string(template)
        .render(
            table=statistics.table,
            stages=statistics.stages,
            diversity=statistics.diversity,
            pass_rates=statistics.pass_rates,
            source=config.sequences.name,
            working=Path(settings.model).name,
            guiding=Path(guide.model).name,
            held_back=config.min_held_back,
            first_solutions=config.first_solutions,
            confirmed=sum(sample.confirmed > 0 for sample in samples),
            mixture=mixture,
            mix=config.mix,
        )
    )


def _write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    _write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _write(path: Path, text: str) -> None:
    """Write a file beside its place and move it there, so that a killed build leaves the earlier one."""
    beside = path.with_suffix(f"{path.suffix}.new")
    beside.write_text(text, encoding="utf-8", errors="backslashreplace")
    beside.replace(path)
