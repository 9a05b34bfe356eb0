"""The figures of a build as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kaggle_utils.codeseq.statistics import Statistics

NAMES = {"filter": "filter (sequences)", "problem": "problem (descriptions)", "supervision": "supervision", "data": "data (rows)"}


def as_text(statistics: Statistics) -> str:
    """Counts and reasons by stage, Table 1, cost and diversity, a line each."""
    return "\n".join(_lines(statistics))


def _lines(statistics: Statistics) -> Iterator[str]:
    for stage in statistics.stages:
        share = f" ({stage.left / stage.entered:.0%})" if stage.entered else ""
        yield f"{NAMES[stage.stage]:24}{stage.entered:6} in {stage.left:6} out{share}"
        yield from (f"    {count:6}  {reason}" for reason, count in stage.reasons.items())
    if statistics.open:
        yield f"{statistics.open} descriptions are open: start the build again"
    table, cost, diversity = statistics.table, statistics.cost, statistics.diversity
    yield f"samples                 {table.samples}"
    yield f"tokens                  {table.tokens}, {table.tokens_are}"
    yield f"output tokens           {table.output_tokens}, at most {table.longest_output} in a row"
    yield f"first hit rate          {table.first_hit_rate:.2f}"
    yield f"corrections             {table.average_corrections:.2f} on average where there were any, at most {table.most_corrections}"
    yield f"samples by corrections  {_counts(statistics.corrections)}"
    yield f"samples by pass rate    {_counts(statistics.pass_rates)}"
    yield f"proposed test cases     {_counts(statistics.cases)}"
    yield f"failures on cases       {_counts(statistics.failures)}"
    yield f"given up after          {_counts(statistics.given_up)}"
    yield (
        f"cost                    {cost.replies} replies, {cost.written_tokens} tokens written, {cost.prompt_tokens} read, "
        f"{cost.seconds:.0f} s; {cost.written_tokens_per_sample:.0f} tokens and {cost.seconds_per_sample:.1f} s for each sample"
    )
    yield f"sequences               {diversity.sequences}; growth: {_counts(diversity.growth)}; laws: {_counts(diversity.laws)}"
    if diversity.keywords:
        yield f"keywords                {_counts(diversity.keywords)}"
    yield f"quartiles               {_between(diversity.words)} words a description, {_between(diversity.lines)} lines a program"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"


def _between(values: tuple[int, int, int]) -> str:
    return "/".join(map(str, values))
