"""The arms: how many new rows for how many old ones, and whether the new ones were run on their test cases."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from typing import Any

from kaggle_utils.train.trace_rows import Programs
from models.demo.training.families import TRAINED
from models.demo.training.items import draw_training_item
from models.demo.training.train import MIXTURE

Row = dict[str, Any]
UNTRAINED = "untrained"


@dataclass(frozen=True)
class Arm:
    """``new`` rows to ``general`` ones, the old rows of the model. ``programs`` is which programs the new rows have."""

    name: str
    new: int
    general: int
    programs: Programs = "verified"

    @property
    def folder(self) -> str:
        """The name as a file's."""
        return self.name.replace(":", "-").replace(",", "").replace(" ", "-")


# In the order in which they are made: after two of them it can be seen what general rows are worth.
ARMS = (
    Arm("1:1", 1, 1),
    Arm("new alone", 1, 0),
    Arm("1:1, not run", 1, 1, "first"),
    Arm("1:5", 1, 5),
    Arm("5:1", 5, 1),
    Arm("general alone", 0, 1),
)


def compose(arm: Arm, new: list[Row], count: int, seed: int) -> list[Row]:
    """``count`` rows in the ratio of the arm, in an order of the seed. New ones come again once all were taken; general ones are all new.

    All arms train on as many rows, so they cost the same: what differs is what the rows are.
    """
    random = Random(f"{arm.name} {seed}")
    own = count * arm.new // (arm.new + arm.general)
    taken = islice(cycle(random.sample(new, len(new))), own)
    rows = [{**row, "id": f"new-{number}-{row['id']}"} for number, row in enumerate(taken)]
    rows += [_general_row(number, random) for number in range(count - own)]
    return random.sample(rows, len(rows))


def _general_row(number: int, random: Random) -> Row:
    """A row of the kind that the model was trained on, its families in equal shares."""
    item = draw_training_item(TRAINED[number % len(TRAINED)], MIXTURE, random)
    messages = [{"role": message.role, "content": message.content} for message in item.messages]
    return {"id": f"general-{number}", "messages": [*messages, {"role": "assistant", "content": item.reply}]}
