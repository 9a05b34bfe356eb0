"""A plan: named results, what each of them needs, and the order that follows. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

MAX_NODES = 8  # a question each; a longer plan is one of single operations, which a cell does better together
_LINE = re.compile(r"\s*(?:[-*]|\d+[.)])?\s*`?(?P<name>[^\W\d]\w*)`?\s*<-(?P<needs>[^:]*):\s*(?P<task>.*\S)\s*")


@dataclass(frozen=True)
class Node:
    """A result: the variable that it becomes, the names of those that it needs, and what to compute."""

    name: str
    needs: tuple[str, ...]
    task: str


class PlanError(ValueError):
    """A text is no plan; the message is the reason, for the model to read."""


def parse_plan(text: str) -> tuple[Node, ...]:
    """The nodes that a text lists as ``name <- needed, needed: what to compute``, without those that the last one does not rest on.

    Lines without ``<-`` are no part of the plan. The last node is the answer. Raises PlanError when there is none, a line or a name cannot
    be read, and when the nodes need each other in a circle.
    """
    nodes = [_parse_line(line) for line in text.splitlines() if "<-" in line]
    names = [node.name for node in nodes]
    if not nodes:
        raise PlanError("no line has the form name <- needed, needed: what to compute")
    if len(nodes) > MAX_NODES:
        raise PlanError(f"it has {len(nodes)} lines, and may have {MAX_NODES}")
    for node in nodes:
        if names.count(node.name) > 1:
            raise PlanError(f"{node.name} is there {names.count(node.name)} times")
        unknown = [name for name in node.needs if name not in names]
        if unknown:
            raise PlanError(f"{node.name} needs {', '.join(unknown)}, which no line computes")
    try:
        order = list(TopologicalSorter({node.name: node.needs for node in nodes}).static_order())
    except CycleError as error:
        raise PlanError(f"its results need each other in a circle: {' needs '.join(reversed(error.args[1]))}") from None
    needed = {names[-1]}
    for node in sorted(nodes, key=lambda node: order.index(node.name), reverse=True):
        if node.name in needed:
            needed.update(node.needs)
    return tuple(node for node in nodes if node.name in needed)


def layers(nodes: Sequence[Node]) -> Iterator[tuple[Node, ...]]:
    """The nodes in layers, each of which needs only what earlier layers computed; the answer is the last one of the last layer."""
    sorter = TopologicalSorter({node.name: node.needs for node in nodes})
    sorter.prepare()
    while sorter.is_active():
        ready = sorter.get_ready()
        yield tuple(node for node in nodes if node.name in ready)
        sorter.done(*ready)


def _parse_line(line: str) -> Node:
    match = _LINE.fullmatch(line)
    if match is None:
        raise PlanError(f"the line {line.strip()[:100]!r} does not have the form name <- needed, needed: what to compute")
    needs = [name.strip(" `") for name in match["needs"].split(",")]
    return Node(match["name"], tuple(dict.fromkeys(name for name in needs if name and name.lower() != "none")), match["task"])
