"""An ablation in words: tables of its cells, comparisons and curves, and what each comparison could have distinguished."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from kaggle_utils.evaluation.ablation import Ablation, CellResult, Effect
from kaggle_utils.evaluation.curve import Curve
from kaggle_utils.evaluation.intervals import share
from kaggle_utils.evaluation.judged import JUDGED, judged_cells, judged_table
from kaggle_utils.evaluation.measure import MEASURES, Measure, find_measures
from kaggle_utils.evaluation.resolution import resolution_of
from kaggle_utils.evaluation.tables import Format, Table, write_tables


def as_text(ablation: Ablation, form: Format) -> str:
    """The tables; in Markdown with the question before them and a sentence on each comparison and curve after them."""
    tables = write_tables(tables_of(ablation), form)
    if form != "markdown":
        return tables
    sentences = [f"- {name_of(effect)}: {effect.judgement.conclusion}; {resolution_of(effect.judgement)}" for effect in ablation.effects]
    sentences += [f"- {curve}" for curve in ablation.curves]
    return "\n\n".join(part for part in (ablation.grid.use, tables, "\n".join(sentences)) if part)


def name_of(effect: Effect) -> str:
    """An effect's comparison in words."""
    return f"{effect.measure.title}, {effect.factor} = {effect.level} against {effect.against}"


def tables_of(ablation: Ablation) -> list[Table]:
    """A table of the cells, one of the comparisons, and one for each curve."""
    measures = find_measures(ablation.grid.measures)
    header = ("cell", "samples", *[name for each in measures for name in ((each.title, "95 %") if each.is_verdict else (each.title,))])
    cells = [_cell_row(ablation, each, measures) for each in ablation.cells]
    effects = [
        (effect.measure.title, effect.factor, effect.level, effect.against, *judged_cells(effect.judgement)) for effect in ablation.effects
    ]
    return [
        Table("Cells", header, tuple(cells)),
        Table("Comparisons", ("measure", "factor", "level", "against", *JUDGED), tuple(effects)),
        *[_curve_table(curve) for curve in ablation.curves],
    ]


def as_json(ablation: Ablation) -> str:
    """All of it as JSON: the grid, and for each cell, comparison and curve what its table says."""
    effects = [
        {"factor": effect.factor, "level": effect.level, "against": effect.against, "measure": effect.measure.name}
        | judged_table(effect.judgement)
        for effect in ablation.effects
    ]
    cells = [
        {"cell": each.cell.name, "levels": each.cell.levels, "samples": len(each.outcomes)}
        | {"means": {name: _mean(MEASURES[name], each) for name in ablation.grid.measures}}
        for each in ablation.cells
    ]
    curves = [
        {"factor": curve.factor, "measure": curve.measure, "flat_from": curve.flat_from, "sentence": str(curve)}
        | {"steps": [{"low": step.low, "high": step.high} | judged_table(step.judgement) for step in curve.steps]}
        for curve in ablation.curves
    ]
    table = {"grid": asdict(ablation.grid), "cells": cells, "comparisons": effects, "curves": curves}
    return json.dumps(table, indent=1, default=str)


def _cell_row(ablation: Ablation, each: CellResult, measures: Sequence[Measure]) -> tuple[str, ...]:
    row = [each.cell.name, str(len(each.outcomes))]
    for measure in measures:
        values = measure.values(each.outcomes)
        if not measure.is_verdict:
            row.append(f"{sum(values.values()) / len(values):.1f}" if values else "")
            continue
        clusters = {id_: ablation.families[each.outcomes[id_].problem] for id_ in values}
        if values:
            found = share({id_: bool(value) for id_, value in values.items()}, clusters)
            low, high = found.interval
            row += [f"{found.count} of {found.total}", f"{100 * low:.0f} to {100 * high:.0f} %"]
        else:
            row += ["", ""]
    return tuple(row)


def _curve_table(curve: Curve) -> Table:
    rows = [(f"{step.low} to {step.high}", *judged_cells(step.judgement)) for step in curve.steps]
    return Table(f"Steps of {curve.factor}: {curve.measure}", ("step", *JUDGED), tuple(rows))


def _mean(measure: Measure, each: CellResult) -> float | None:
    values = measure.values(each.outcomes).values()
    return sum(values) / len(values) if values else None
