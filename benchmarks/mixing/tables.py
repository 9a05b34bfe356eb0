"""What the models amount to: each arm compared with the untrained model, and the arms with each other, set by set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from benchmarks.mixing.arms import ARMS, UNTRAINED
from benchmarks.mixing.measure import Measured
from kaggle_utils.evaluation.judge import Judgement, judge
from kaggle_utils.evaluation.paired import POINTS, MeasureComparison, compare_measures
from kaggle_utils.evaluation.tables import Table

Way = tuple[str, str]
"""A method and the name of an arm."""
BASE: Way = ("lora", UNTRAINED)
# From old rows alone to new rows alone.
SHOWN = (UNTRAINED, *(arm.name for arm in sorted(ARMS, key=lambda arm: (arm.new / (arm.new + arm.general), arm.programs == "first"))))
ORDER = [(method, arm) for method in ("lora", "qlora") for arm in SHOWN]
CONTRASTS = (("1:5", "1:1"), ("5:1", "1:1"), ("new alone", "1:1"), ("1:1, not run", "1:1"), ("1:1", "general alone"))
HEADER = ("method", "new : general", "seeds", "right, %", "by seed", "against the untrained model, points", "95 %", "p", "p corrected", "")


def share_by_problem(measured: Sequence[Measured], name: str) -> dict[Way, dict[str, float]]:
    """For each way the share of seeds that have a problem of a set right, in per cent."""
    grouped: defaultdict[Way, list[Mapping[str, bool]]] = defaultdict(list)
    for each in measured:
        if name in each.right:
            grouped[each.method, each.arm].append(each.right[name])
    return {way: {id_: 100 * sum(right[id_] for right in seeds) / len(seeds) for id_ in seeds[0]} for way, seeds in grouped.items()}


def compare(new: Mapping[str, float], old: Mapping[str, float]) -> MeasureComparison:
    """The mean difference in points, paired by problem, clustered by family or kind (what stands before the id's last dash)."""
    return compare_measures(new, old, POINTS, clusters={id_: id_.rpartition("-")[0] for id_ in new})


def arms_table(measured: Sequence[Measured], name: str) -> Table:
    """A line for each way: its share of right answers, and how far that is from the untrained model's; p corrected for their number."""
    shares = share_by_problem(measured, name)
    ways = [way for way in ORDER if way in shares]
    others = [way for way in ways if way != BASE]
    judged: dict[Way, Judgement] = {}
    if BASE in shares:
        judged = dict(zip(others, judge([compare(shares[way], shares[BASE]) for way in others]), strict=True))
    rows = [(*_own_cells(measured, name, way, shares[way]), *_cells(judged.get(way))) for way in ways]
    return Table(f"Right answers: {name} ({_describe(shares)})", HEADER, tuple(rows))


def contrasts_table(measured: Sequence[Measured], names: Sequence[str]) -> Table:
    """Arms with each other, and QLoRA with LoRA, on each set; p corrected for the comparisons of a set."""
    rows = []
    for name in names:
        shares = share_by_problem(measured, name)
        pairs = [((method, one), (method, other)) for method in ("lora", "qlora") for one, other in CONTRASTS]
        pairs += [(("qlora", arm.name), ("lora", arm.name)) for arm in ARMS]
        made = [(one, other) for one, other in pairs if one in shares and other in shares]
        judged = judge([compare(shares[one], shares[other]) for one, other in made])
        rows += [(name, " ".join(one), " ".join(other), *_cells(each)) for (one, other), each in zip(made, judged, strict=True)]
    return Table("Arms with each other", ("set", "arm", "against", "points", "95 %", "p", "p corrected", ""), tuple(rows))


def training_table(measured: Sequence[Measured]) -> Table:
    """What each arm trained on and how long it took, means over its seeds."""
    grouped: defaultdict[Way, list[Measured]] = defaultdict(list)
    for each in measured:
        grouped[each.method, each.arm].append(each)
    rows = []
    for way in ORDER:
        if (seeds := grouped.get(way)) and way[1] != UNTRAINED:
            tokens = sum(each.tokens for each in seeds)
            first = seeds[0]
            loss = sum(each.last_loss or 0.0 for each in seeds) / len(seeds)
            speed = 1000 * sum(each.seconds for each in seeds) / tokens
            cells = (first.rows, first.new_rows, f"{sum(each.wrong_programs for each in seeds) / len(seeds):.0f}")
            rows.append((*way, *map(str, cells), f"{tokens / len(seeds):,.0f}", f"{speed:.2f}", f"{loss:.3f}"))
    return Table(
        "Training", ("method", "new : general", "rows", "new", "wrong among them", "tokens", "ms a token", "last loss"), tuple(rows)
    )


def _own_cells(measured: Sequence[Measured], name: str, way: Way, share: Mapping[str, float]) -> tuple[str, ...]:
    seeds = [each.right[name] for each in measured if (each.method, each.arm) == way and name in each.right]
    single = ", ".join(f"{100 * sum(right.values()) / len(right):.0f}" for right in seeds)
    return (*way, str(len(seeds)), f"{sum(share.values()) / len(share):.1f}", single)


def _cells(judged: Judgement | None) -> tuple[str, ...]:
    if judged is None:
        return ("", "", "", "", "")
    low, high = judged.comparison.interval
    points = f"{judged.comparison.difference:+.1f}"
    return (points, f"{low:+.1f} to {high:+.1f}", f"{judged.comparison.p:.2g}", f"{judged.corrected_p:.2g}", str(judged.conclusion))


def _describe(shares: Mapping[Way, Mapping[str, float]]) -> str:
    ids = next(iter(shares.values()), {})
    return f"{len(ids)} problems of {len({id_.rpartition('-')[0] for id_ in ids})} families or kinds"
