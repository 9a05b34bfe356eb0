"""The report: what the journal of a run says, as a table, a picture, a page and a few lines of text."""

from __future__ import annotations

import base64
import io
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaggle_utils.errors import InputError
from kaggle_utils.journal import Record, read_journal
from kaggle_utils.settings import load_presets

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

COLUMNS = ["id", "problem", "answer", "gold", "right", "votes", "attempts", "repairs", "tokens", "seconds", "reason"]


def read_results(journal: Path) -> pandas.DataFrame:
    """One row a problem, in the order solved.

    ``gold`` is the known answer, if any, ``votes`` the share of them behind the answer, ``repairs`` the turns after the first of each
    attempt, ``reason`` why a fallback went out. Raises InputError without a journal.
    """
    import pandas

    if not journal.is_file():
        raise InputError(f"{journal} does not exist: it is written by `solve` and by the notebook into their output folder")
    rows: dict[str, dict[str, Any]] = {}
    for record in read_journal(journal):
        event, id_ = record["event"], str(record.get("id"))
        if event == "problem":
            gold = record["gold"]
            rows[id_] = {"id": id_, "problem": record["statement"], "gold": gold, "attempts": 0, "repairs": 0, "tokens": 0}
        elif event == "attempt" and id_ in rows:
            rows[id_]["attempts"] += 1
            rows[id_]["repairs"] += len(record["turns"]) - 1
            rows[id_]["tokens"] += sum(turn["completion"]["tokens"] for turn in record["turns"])
        elif event == "answer" and id_ in rows:
            rows[id_] |= {"answer": record["value"], "votes": record["votes"], "seconds": record["seconds"], "reason": record["reason"]}
    frame = pandas.DataFrame([row for row in rows.values() if "answer" in row], columns=COLUMNS)
    frame = frame.astype({"answer": "Int64", "gold": "Int64"})
    frame["right"] = (frame["answer"] == frame["gold"]).where(frame["gold"].notna()).astype("boolean")
    return frame


def summarize(journal: Path) -> str:
    """The run in a few lines: score, answers, work, time."""
    results = read_results(journal)
    start = next(record for record in read_journal(journal) if record["event"] == "start")
    preset = start["settings"]["name"]
    if results.empty:
        return "no problem was answered"
    known = results[results["gold"].notna()]
    fallbacks = int((results["votes"] == 0).sum())
    score = (
        f"{int(known['right'].sum())} of {len(known)} right ({100 * float(known['right'].mean()):.1f} %)"
        if len(known)
        else "no answers to compare with"
    )
    verdicts = Counter(_verdicts(journal))
    work = {column: int(results[column].sum()) for column in ("attempts", "repairs", "tokens")}
    lines = [
        f"score      {score}",
        f"answers    {len(results)}, of them {fallbacks} by fallback because no attempt gave an answer in range",
        f"work       {work['attempts']} attempts, {work['repairs']} repair turns, {work['tokens']} tokens",
        f"programs   {', '.join(f'{count} {verdict}' for verdict, count in verdicts.most_common())}",
        f"time       {float(results['seconds'].sum()):.0f} s solving, {float(results['seconds'].median()):.2f} s a problem (median), "
        f"{float(results['seconds'].max()):.1f} s the longest",
        f"engine     {_describe_engine(journal)}",
        f"sandbox    {_describe_layers(journal)}",
        f"preset     {preset}: {load_presets()[preset]['use'] if preset in load_presets() else 'unknown here'}",
    ]
    return "\n".join(lines)


def plot_results(results: pandas.DataFrame) -> Figure:
    """Two panels: how sure the votes were of right, wrong and unknown answers; and the time that each problem took."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 3.2), layout="constrained")
    sure, time = figure.subplots(1, 2)
    edges = [i / 10 for i in range(11)]
    kinds = {
        "right": (results["right"].eq(True).fillna(False), "#4c956c"),
        "wrong": (results["right"].eq(False).fillna(False), "#d1495b"),
        "unknown": (results["right"].isna(), "#8d99ae"),
    }
    present = {name: kind for name, kind in kinds.items() if kind[0].any()}
    sure.hist(
        [results["votes"][mask] for mask, _ in present.values()],
        bins=edges,
        stacked=True,
        label=list(present),
        color=[c for _, c in present.values()],
    )
    sure.set(xlabel="share of the votes behind the answer", ylabel="problems", title="How sure, how right")
    sure.legend()
    seconds = results["seconds"].reset_index(drop=True)
    for mask, colour in present.values():
        chosen = seconds[mask.reset_index(drop=True).to_numpy()]
        time.scatter(chosen.index + 1, chosen, s=9, color=colour)
    time.set(xlabel="problem, in the order solved", ylabel="seconds", title="Time", ylim=(0, None))
    for axes in (sure, time):
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def write_report(journal: Path) -> Path:
    """Write ``report.html`` beside the journal: summary, picture, and every problem with its attempts. Returns its path."""
    import jinja2

    results = read_results(journal)
    picture = io.BytesIO()
    plot_results(results).savefig(picture, format="png", dpi=110)
    attempts: dict[str, list[Record]] = {}
    for record in read_journal(journal):
        if record["event"] == "attempt":
            attempts.setdefault(record["id"], []).append(record)
    template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        (files("kaggle_utils") / "report.jinja").read_text(encoding="utf-8")
    )
    rows = [
        row | {"gold": None if row["right"] is None or row["right"] != row["right"] else row["gold"]}
        for row in results.astype(object).where(results.notna(), None).to_dict("records")
    ]
    page = template.render(
        summary=summarize(journal), picture=base64.b64encode(picture.getvalue()).decode(), problems=rows, attempts=attempts, journal=journal
    )
    path = journal.with_name("report.html")
    path.write_text(page, encoding="utf-8")
    return path


def _describe_layers(journal: Path) -> str:
    ready = next((record for record in read_journal(journal) if record["event"] == "ready"), None)
    if ready is None:
        return "never came up"
    missing = "; ".join(f"no {layer}: {reason}" for layer, reason in ready["sandbox_missing"].items())
    return missing or f"all {len(ready['sandbox_layers'])} layers"


def _describe_engine(journal: Path) -> str:
    infos = [record for record in read_journal(journal) if record["event"] == "engine"]
    if not infos:
        return "never came up"
    last = infos[-1]
    restarts = last["details"].get("restarts", 0)
    degraded = [f"stepped down from {step}" for step in last["steps_down"]] + ([f"{restarts} restarts"] if restarts else [])
    return f"{last['engine']}, {last['model']}" + ("; DEGRADED: " + "; ".join(degraded) if degraded else "")


def _verdicts(journal: Path) -> list[str]:
    return [
        turn["execution"]["verdict"] if turn["execution"] else "no program"
        for record in read_journal(journal)
        if record["event"] == "attempt"
        for turn in record["turns"]
    ]
