"""The page of the benchmark on sequences of the OEIS: its measures by group, and what more samples bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kaggle_utils.evaluation.intervals import Interval, Share
from kaggle_utils.evaluation.oeis.benchmark import Report
from kaggle_utils.evaluation.oeis.compared import as_problem, compared_outcomes
from kaggle_utils.evaluation.oeis.measures import Mean, Measures
from kaggle_utils.evaluation.oeis.sequences import OeisSequence
from kaggle_utils.evaluation.oeis.table import tables_of
from kaggle_utils.evaluation.report import plots
from kaggle_utils.evaluation.report.links import links_of
from kaggle_utils.evaluation.report.pictures import SHARES, draw, draw_shares
from kaggle_utils.evaluation.report.problems import list_problems
from kaggle_utils.evaluation.report.section import EvaluationPage, Picture, Section
from kaggle_utils.evaluation.report.setting import common_facts
from kaggle_utils.evaluation.run import Run
from kaggle_utils.evaluation.tables import Table

ATTRIBUTION = "Names and terms of sequences are of the OEIS (oeis.org), CC BY-SA 4.0."


def oeis_page(made: Run, report: Report, sequences: Sequence[OeisSequence]) -> EvaluationPage:
    """The page of a run of the benchmark; ``report`` are its measures."""
    measures, *keywords = tables_of(report)
    settings = {made.folder.name: made.settings}
    outcomes = {made.folder.name: compared_outcomes(made, sequences)}
    sections = [Section("measures", "Measures", pictures=_by_group(report), tables=(measures, _costs(made, sequences)))]
    if len(report.all.pass_at) > 1:
        note = "pass@k is the chance that one of k samples passes, maj@k that the most frequent terms among k samples are right."
        sections.append(Section("samples", "More samples", note, _by_samples(report.all)))
    if keywords:
        sections.append(Section("keywords", "By keyword", "Most sequences have several.", _by_keyword(report), tables=tuple(keywords)))
    return EvaluationPage(
        "Sequences of the OEIS",
        "A model is given the name and the offset of a sequence, and writes a program that prints its first terms.",
        {
            "sequences": f"{report.all.sequences}" + (f"; {report.left_out} more lack a sample" if report.left_out else ""),
            "samples of each": str(report.all.samples // report.all.sequences),
            "terms asked for": str(made.settings.prompting.small_cases),
            **common_facts(settings),
            "source": ATTRIBUTION,
        },
        (),
        tuple(sections),
        list_problems([as_problem(each, made.settings) for each in sequences], outcomes),
        links_of({made.folder.name: made.folder}, made.folder),
    )


def _by_group(report: Report) -> tuple[Picture, ...]:
    groups = {each.kind: each for each in (report.all, *report.groups)}
    named = {"trace right": "accuracy", "looked up": "looked_up", "timed out": "timed_out"}
    series: dict[str, Mapping[str, Share]] = {
        name: {kind: getattr(each, attribute) for kind, each in groups.items()} for name, attribute in named.items()
    }
    return draw("groups", plots.plot_kinds(list(groups), series, "samples, per cent"), "Samples by group.", SHARES)


def _by_samples(measures: Measures) -> tuple[Picture, ...]:
    curves = {"pass@k": _points(measures.pass_at), "maj@k": _points(measures.majority_at)}
    figure = plots.plot_curves(curves, "samples k", "sequences, per cent")
    return draw("samples", figure, "pass@k and maj@k by the number of samples.", "With 95 % intervals over the sequences.")


def _points(means: Mapping[int, Mean]) -> list[plots.Point]:
    return [plots.Point(k, 100 * each.value, Interval(*[100 * end for end in each.interval])) for k, each in means.items()]


def _by_keyword(report: Report) -> tuple[Picture, ...]:
    return draw_shares("keywords", "right traces", [(f"{each.kind} ({each.sequences})", each.accuracy) for each in report.keywords])


def _costs(made: Run, sequences: Sequence[OeisSequence]) -> Table:
    found = compared_outcomes(made, sequences).values()
    tokens, passed = sum(each.tokens for each in found), sum(each.is_right for each in found)
    cells = (f"{tokens:,}", f"{tokens / len(found):.0f}", f"{tokens / passed:.0f}" if passed else "none passed")
    return Table("Tokens", ("", "all", "a sample", "for each sample that passes"), (("tokens", *cells),))
