"""From a conversation to tokens and labels: the loss counts what the assistant writes, up to the token that ends its turn.

TRL marks an assistant's tokens by ``{% generation %}`` in the chat template. Neither Qwen2.5's nor the embedded model's has such marks,
so the spans are found by rendering the conversation up to each message; a test compares the labels with TRL's own of a prompt and a
completion. Texts before and after such a place are tokenised by themselves, because that is what an engine does: it tokenises the prompt,
and the model writes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.train.rows import TrainingRow

IGNORED = -100  # the label that PyTorch's cross-entropy passes over (torch.nn.CrossEntropyLoss, ignore_index)


@dataclass(frozen=True)
class EncodedRow:
    """The tokens of a row and their labels, ``IGNORED`` where the loss does not count."""

    id: str
    input_ids: tuple[int, ...]
    labels: tuple[int, ...]

    @property
    def trained(self) -> int:
        """The number of tokens that the loss counts."""
        return sum(label != IGNORED for label in self.labels)


@dataclass(frozen=True)
class Encoded:
    """Rows that fit, and the ids of those that are too long."""

    rows: tuple[EncodedRow, ...]
    too_long: tuple[str, ...]

    @property
    def tokens(self) -> int:
        """The tokens of all rows."""
        return sum(len(row.input_ids) for row in self.rows)

    @property
    def trained(self) -> int:
        """The tokens that the loss counts."""
        return sum(row.trained for row in self.rows)

    def describe(self, length: int) -> str:
        """Rows and tokens in a line, with how many rows were left out."""
        left_out = f"; {len(self.too_long)} more rows are longer than {length} tokens and left out" if self.too_long else ""
        return f"{len(self.rows)} rows, {self.tokens:,} tokens, the loss counts {self.trained:,} of them{left_out}"


def encode_rows(rows: Iterable[TrainingRow], tokenizer: Any, length: int) -> Encoded:
    """The rows of at most ``length`` tokens. Raises InputError for a row that the chat template does not render whole."""
    encoded = [encode(row, tokenizer) for row in rows]
    return Encoded(
        tuple(row for row in encoded if len(row.input_ids) <= length), tuple(row.id for row in encoded if len(row.input_ids) > length)
    )


def encode(row: TrainingRow, tokenizer: Any) -> EncodedRow:
    """Tokens and labels of a row. Raises InputError where the chat template drops a message, or shows one otherwise in a longer talk."""
    ids: list[int] = []
    labels: list[int] = []
    for text, is_trained in _segments(row, tokenizer):
        tokens = tokenizer(text, add_special_tokens=False)["input_ids"]
        counted = _end_of_turn(tokens, tokenizer.all_special_ids) if is_trained else 0
        ids += tokens
        labels += [*tokens[:counted], *[IGNORED] * (len(tokens) - counted)]
    return EncodedRow(row.id, tuple(ids), tuple(labels))


def _segments(row: TrainingRow, tokenizer: Any) -> Iterator[tuple[str, bool]]:
    """The rendered conversation in parts, each with whether the assistant writes it and is trained on it."""
    messages = row.as_dicts
    whole = _render(messages, tokenizer, row)
    for shown in messages:
        if shown["content"].strip() not in whole:
            raise InputError(
                f"row {row.id}: the model's chat template does not show the message of the role {shown['role']}: "
                "write it as one of the user, as tool-integrated prompts do"
            )
    place = 0
    for number, message in enumerate(row.messages):
        if not message.is_trained:
            continue
        before = _render(messages[:number], tokenizer, row, prompt=True)
        after = _render(messages[: number + 1], tokenizer, row)
        if not (whole.startswith(after) and after.startswith(before)):
            raise InputError(
                f"row {row.id}: the model's chat template shows message {number + 1} in another way once others follow: "
                'give every message of the assistant but the last "weight": 0'
            )
        yield whole[place : len(before)], False
        yield whole[len(before) : len(after)], True
        place = len(after)
    if place < len(whole):
        yield whole[place:], False


def _render(messages: Sequence[dict[str, str]], tokenizer: Any, row: TrainingRow, prompt: bool = False) -> str:
    try:
        text: str = tokenizer.apply_chat_template(list(messages), tokenize=False, add_generation_prompt=prompt)
    except Exception as error:  # a template refuses a conversation by whatever error it likes
        raise InputError(f"row {row.id}: the model's chat template refuses it ({str(error)[:200]})") from None
    return text


def _end_of_turn(tokens: Sequence[int], special: Sequence[int]) -> int:
    """How many of a turn's tokens the model writes: up to the last special one, which ends the turn; all if there is none."""
    return max((place + 1 for place, token in enumerate(tokens) if token in special), default=len(tokens))
