"""A plan: named results, the results that each depends on, and the order of computation. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

MAX_NODES = 8  # a question each; a longer plan is one of single operations, which a cell does better together
_LINE = re.compile(r"\s*(?:[-*]|\d+[.)])?\s*`?(?P<name>[^\W\d]\w*)`?\s*<-(?P<needs>[^:]*):\s*(?P<task>.*\S)\s*")


@dataclass(frozen=True)
class Node:
    """A result: the name of its variable, the names of the results that it needs, and what to compute."""

    name: str
    needs: tuple[str, ...]
    task: str


class PlanError(ValueError):
    """A text cannot be read as a plan; the message is the reason and is sent to the model."""


def parse_plan(text: str) -> tuple[Node, ...]:
    """The nodes that a text lists as ``name <- needed, needed: what to compute``, without those that the last one does not depend on.

    Lines without ``<-`` are ignored. The last node is the answer. Raises PlanError if there is no node, a line or a name cannot be read, or
    the nodes depend on each other in a cycle.
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
    """The nodes in layers, each of which needs only results of earlier layers; the answer is the last node of the last layer."""
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
