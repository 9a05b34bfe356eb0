"""The verdict: are all answers there, were they on time, and does the report name every fault."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars

from benchmarks.rehearsal.faults import Fault
from benchmarks.rehearsal.stage import Stage
from kaggle_utils.journal.events import AnswerGiven, ProblemStarted, RunStarted
from kaggle_utils.report import read_run, write_page

TOLERANCE = 10.0  # seconds after its promised time at which an answer counts as on time, as in tests/gateways/test_conformance.py


@dataclass(frozen=True)
class Check:
    """One thing that has to hold, and what was found."""

    what: str
    holds: bool
    found: str


def judge(stage: Stage, injected: Mapping[str, str], faults: Sequence[Fault]) -> list[Check]:
    """All checks. ``injected`` is what each fault did, by name."""
    run = read_run(stage.journal)
    page = write_page(run).read_text(encoding="utf-8")
    settings = next(event.settings for event in reversed(run.events) if isinstance(event, RunStarted))
    listed = re.search(r'<ul class="degraded">(.*?)</ul>', page, re.DOTALL)
    sentences = [" ".join(html.unescape(each).split()) for each in re.findall(r"<li>(.*?)</li>", listed[1], re.DOTALL)] if listed else []
    return [
        *_check_answers(stage, settings.lowest_answer, settings.highest_answer),
        Check("in time", stage.used <= stage.seconds, f"{stage.used:.0f} s of {stage.seconds:.0f}, and {stage.starting:.0f} s of starting"),
        _check_promises([event for event in run.events if isinstance(event, ProblemStarted | AnswerGiven)]),
        Check("nothing left behind", not stage.left_behind, f"{stage.left_behind} processes of a killed notebook"),
        *[_check_named(fault, fault.named.replace("{line}", str(stage.cut_line)), injected, sentences) for fault in faults],
    ]


def _check_answers(stage: Stage, lowest: int, highest: int) -> Iterator[Check]:
    file = stage.out / "submission.parquet"
    answers = dict(polars.read_parquet(file).select("id", "answer").iter_rows()) if file.exists() else {}
    meant = {row["id"]: int(row["answer"]) for row in stage.rows}
    right = sum(answers.get(id_) == answer for id_, answer in meant.items())
    whole = answers.keys() == meant.keys() and all(lowest <= answer <= highest for answer in answers.values())
    yield Check("answers", whole, f"{len(answers)} of {len(meant)}, {right} of them right")
    yield Check("gateway", stage.result == {"Succeeded": True}, str(stage.result))


def _check_promises(events: Sequence[ProblemStarted | AnswerGiven]) -> Check:
    """No answer came later than the solver had promised when its problem arrived."""
    promised: dict[str, float] = {}
    late = []
    for event in events:
        if isinstance(event, ProblemStarted):
            promised[event.problem.id] = event.seconds
        elif event.answer.id in promised:
            late.append(event.answer.seconds - promised[event.answer.id])
    worst = max(late, default=0.0)
    return Check("each on time", worst <= TOLERANCE, f"the latest {worst:+.2f} s from its promised time")


def _check_named(fault: Fault, pattern: str, injected: Mapping[str, str], sentences: Sequence[str]) -> Check:
    did = injected.get(fault.name)
    if not did:
        return Check(
            fault.name, did == "", "not injected: this machine does not allow it" if did == "" else "not injected: the run ended before"
        )
    named = next((sentence for sentence in sentences if re.search(pattern, sentence)), "")
    return Check(fault.name, bool(named), f"{did}; the report: {named or 'NOT NAMED'}")
