"""Training rows from the reference programs of our seen problems, as replies to the prompt of ``trace`` for a function f(n).

Every reference is checked against the family's trace and answers in CI (tests/evaluation/test_families.py). The references of the unseen
families and of the competition problems measure what training is worth, and give no rows.
"""

from __future__ import annotations

from typing import Any

from kaggle_utils.evaluation.families import SEEN, Family, read_families
from kaggle_utils.strategies import trace
from kaggle_utils.train.trace_prompt import trace_prompt


def reference_rows() -> list[dict[str, Any]]:
    """Two rows for each wording of a seen family: its program by the definition, and the fast one."""
    return [row for family in read_families()[:SEEN] for row in _of_family(family)]


def _of_family(family: Family) -> list[dict[str, Any]]:
    return [
        {
            "id": f"reference/{family.name}-{number}/{name}",
            "messages": [
                *trace_prompt(wording.statement, "function"),
                {"role": "assistant", "content": f"```python\n{program.strip()}\n```"},
            ],
            "family": family.name,
            "strategy": trace.NAME,
            "model": "reference",
            "verified": "reference",
        }
        for number, wording in enumerate(family.wordings, 1)
        for name, program in (("brute", family.brute), ("fast", family.fast))
    ]
