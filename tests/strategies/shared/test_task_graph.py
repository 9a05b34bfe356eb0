from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.strategies.shared.task_graph import MAX_NODES, Node, PlanError, layers, parse_plan


def test_lines_become_nodes_and_prose_is_passed_over() -> None:
    plan = parse_plan("Here is the plan:\n1. `primes` <- none: the primes: all below 100\n- total<- primes : their sum\n\nThat is all.")
    assert plan == (Node("primes", (), "the primes: all below 100"), Node("total", ("primes",), "their sum"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no line has the form"),
        ("a <- b: x\nb <- a: y", "in a circle: a needs b needs a"),
        ("a <- a: x", "in a circle: a needs a"),
        ("a <- b, c: x", "a needs b, c, which no line computes"),
        ("a <- none: x\na <- none: y", "a is there 2 times"),
        ("two words <- none: x", "does not have the form"),
        ("a <- none", "does not have the form"),
        ("\n".join(f"a{index} <-: x" for index in range(MAX_NODES + 1)), f"it has {MAX_NODES + 1} lines"),
    ],
)
def test_what_is_no_plan_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(PlanError, match=reason):
        parse_plan(text)


def test_what_the_answer_does_not_rest_on_is_no_part_of_the_plan() -> None:
    assert [node.name for node in parse_plan("a <-: x\nb <- a: check\nc <- a: y")] == ["a", "c"]


@given(st.data())
def test_the_layers_of_any_plan_hold_every_node_after_what_it_needs(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, MAX_NODES))
    needs = [data.draw(st.sets(st.integers(0, index - 1))) if index else set() for index in range(count)]
    order = data.draw(st.permutations(range(count - 1)))  # the lines may come in any order, the answer last
    lines = [f"n{index} <- {', '.join(f'n{need}' for need in needs[index]) or 'none'}: x" for index in (*order, count - 1)]
    plan = parse_plan("\n".join(lines))
    done: set[str] = set()
    for layer in layers(plan):
        assert all(set(node.needs) <= done for node in layer)
        done |= {node.name for node in layer}
    assert done == {node.name for node in plan}
    assert layer[-1].name == f"n{count - 1}"
