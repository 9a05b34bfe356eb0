"""The training set: drawn once from a seed, tokenized, cut into batches of fixed shapes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer

from kaggle_utils.conversation import Message
from models.demo.training.families import TRAINED
from models.demo.training.items import Item, draw_training_item, draw_training_opening
from models.demo.training.repairs import plant_bugs, repair_item

BUCKETS = (96, 128, 160, 192, 224, 256, 288, 320, 384, 448, 512, 640)  # few shapes, because each new one costs a compilation
BATCH_TOKENS = 8192
REPAIR_SHARE = 0.2
BUGS_PER_FAMILY = 160  # fewer in a small trial, since each is run
DIGIT_WEIGHT, ANSWER_WEIGHT, PROMPT_WEIGHT = 2.0, 1.0, 0.1  # as in research/embedded_model.md
DEFAULT_SYSTEM = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."


@dataclass(frozen=True)
class Batch:
    """Token ids and loss weights, both of shape (rows, bucket length), padded on the right with weight 0."""

    ids: torch.Tensor
    weights: torch.Tensor


def draw_items(count: int, seed: int) -> list[Item]:
    """All training items, the families in equal shares."""
    random = Random(seed)
    bugs = min(BUGS_PER_FAMILY, 1 + count // 500)
    cases = asyncio.run(plant_bugs(TRAINED, bugs, random, held_out_values=False))
    items = []
    for index in range(count):
        if random.random() < REPAIR_SHARE:
            case = random.choice(cases)
            items.append(repair_item(case, draw_training_opening(case.question, case.mode, random)))
        else:
            items.append(draw_training_item(TRAINED[index % len(TRAINED)], random))
    return items


def render_prompt(messages: Sequence[Message]) -> str:
    """The ChatML text up to the assistant's turn, as the chat template writes it."""
    if messages[0].role != "system":
        messages = [Message("system", DEFAULT_SYSTEM), *messages]
    turns = [f"<|im_start|>{message.role}\n{message.content}<|im_end|>\n" for message in messages]
    return "".join(turns) + "<|im_start|>assistant\n"


def make_batches(items: Sequence[Item], tokenizer: Tokenizer, seed: int) -> Iterator[Batch]:
    """Tokenize, sort into buckets and shuffle the batches. Items longer than the longest bucket are left out."""
    random = Random(seed)
    digits = {tokenizer.token_to_id(str(digit)) for digit in range(10)}
    pad = tokenizer.token_to_id("<|endoftext|>")
    rows: dict[int, list[tuple[list[int], int]]] = {length: [] for length in BUCKETS}
    prompts = tokenizer.encode_batch([render_prompt(item.messages) for item in items])
    replies = tokenizer.encode_batch([f"{item.reply}<|im_end|>" for item in items])
    for prompt, reply in zip(prompts, replies, strict=True):
        ids = prompt.ids + reply.ids
        bucket = next((length for length in BUCKETS if len(ids) <= length), None)
        if bucket is not None:
            rows[bucket].append((ids, len(prompt.ids)))
    chunks = []
    for length, bucket_rows in rows.items():
        random.shuffle(bucket_rows)
        size = BATCH_TOKENS // length
        chunks += [(length, bucket_rows[i : i + size]) for i in range(0, len(bucket_rows) - size + 1, size)]
    random.shuffle(chunks)
    for length, chunk in chunks:
        ids = torch.full((len(chunk), length), pad)
        weights = torch.zeros(len(chunk), length)
        for row, (tokens, prompt_length) in enumerate(chunk):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            weights[row, :prompt_length] = PROMPT_WEIGHT
            weights[row, prompt_length : len(tokens)] = torch.tensor(
                [DIGIT_WEIGHT if token in digits else ANSWER_WEIGHT for token in tokens[prompt_length:]]
            )
        yield Batch(ids, weights)
