"""The training set: drawn once from a seed, tokenized, cut into batches of fixed shapes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer

from kaggle_utils.messages import Message
from models.demo.training.families import TRAINED
from models.demo.training.items import Item, Mixture, draw_training_item, draw_training_opening
from models.demo.training.repairs import plant_bugs, repair_item

BUCKETS = (*range(96, 320, 16), 320, 384, 448, 512, 640)  # few shapes, because each new one costs a compilation of 0.5 s
BATCH_TOKENS = 4096  # half of the 8,192 of a first trial: the same statements make twice as many steps
SHOWN = 6  # times that each planted bug is shown, in other wordings; each costs a run
CUT_REPLY = 40  # tokens that a cut reply keeps: the comment, the imports and the first line of ``f``
# As in a first trial; the comment weighs as much as a digit, because the family is decided there.
DIGIT_WEIGHT, ANSWER_WEIGHT, PROMPT_WEIGHT = 2.0, 1.0, 0.1
DEFAULT_SYSTEM = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."


@dataclass(frozen=True)
class Batch:
    """Token ids and loss weights, both of shape (rows, bucket length), padded on the right with weight 0."""

    ids: torch.Tensor
    weights: torch.Tensor


def draw_items(count: int, mixture: Mixture, seed: int) -> list[Item]:
    """The items of one stage, the families in equal shares."""
    random = Random(seed)
    bugs = 1 + round(count * mixture.repair) // (SHOWN * len(TRAINED))
    cases = asyncio.run(plant_bugs(TRAINED, bugs, random, held_out_values=False))
    items = []
    for index in range(count):
        if random.random() < mixture.repair:
            case = random.choice(cases)
            items.append(repair_item(case, draw_training_opening(case.question, case.mode, mixture, random)))
        else:
            items.append(draw_training_item(TRAINED[index % len(TRAINED)], mixture, random))
    return items


def render_prompt(messages: Sequence[Message]) -> str:
    """The ChatML text up to the assistant's turn, as the chat template writes it."""
    if messages[0].role != "system":
        messages = [Message("system", DEFAULT_SYSTEM), *messages]
    turns = [f"<|im_start|>{message.role}\n{message.content}<|im_end|>\n" for message in messages]
    return "".join(turns) + "<|im_start|>assistant\n"


def make_batches(items: Sequence[Item], tokenizer: Tokenizer, seed: int, cut: float) -> Iterator[Batch]:
    """Tokenize, cut a share of the replies short, sort into buckets and shuffle the batches. What fits no bucket is left out."""
    random = Random(seed)
    digits = {tokenizer.token_to_id(str(digit)) for digit in range(10)}
    pad = tokenizer.token_to_id("<|endoftext|>")
    rows: dict[int, list[tuple[list[int], list[float]]]] = {length: [] for length in BUCKETS}
    prompts = tokenizer.encode_batch([render_prompt(item.messages) for item in items])
    replies = tokenizer.encode_batch([f"{item.reply}<|im_end|>" for item in items])
    for item, prompt, reply in zip(items, prompts, replies, strict=True):
        kept = CUT_REPLY if random.random() < cut else len(reply.ids)
        ids = prompt.ids + reply.ids[:kept]
        bucket = next((length for length in BUCKETS if len(ids) <= length), None)
        if bucket is not None:
            comment = item.reply.index("\n", item.reply.index("#"))
            weights = [
                DIGIT_WEIGHT if token in digits or start < comment else ANSWER_WEIGHT
                for token, (start, _) in zip(reply.ids[:kept], reply.offsets, strict=False)
            ]
            rows[bucket].append((ids, [PROMPT_WEIGHT] * len(prompt.ids) + weights))
    chunks = []
    for length, bucket_rows in rows.items():
        random.shuffle(bucket_rows)
        size = BATCH_TOKENS // length
        chunks += [(length, bucket_rows[i : i + size]) for i in range(0, len(bucket_rows) - size + 1, size)]
    random.shuffle(chunks)
    for length, chunk in chunks:
        ids = torch.full((len(chunk), length), pad)
        weights = torch.zeros(len(chunk), length)
        for row, (tokens, token_weights) in enumerate(chunk):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            weights[row, : len(tokens)] = torch.tensor(token_weights)
        yield Batch(ids, weights)
