"""Find the JSON object in a reply and check it against its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from kaggle_utils.answers.reply import read_reply
from kaggle_utils.codeseq.reply_schemas import Reply

Kind = TypeVar("Kind", bound=Reply)
MAX_OBJECTS = 50  # opening braces that are tried
MAX_COMPLAINTS = 5


class UnreadableError(ValueError):
    """A reply holds no object of the schema; the message tells the model what is wrong."""


def read_json_reply(text: str, kind: type[Kind]) -> Kind:
    """The first object in a reply that fits the schema; thoughts before it are not read. Raises UnreadableError."""
    complaint = "there is no JSON object in it"
    for found in _objects(read_reply(text)):
        try:
            return kind.model_validate(found)
        except ValidationError as error:
            if complaint.startswith("there is no"):
                complaint = _in_words(error)
    raise UnreadableError(complaint)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The outermost JSON objects in a text, from left to right. Line breaks inside of strings are let pass: models write them in code."""
    decoder = json.JSONDecoder(strict=False)
    place, tried = text.find("{"), 0
    while place >= 0 and tried < MAX_OBJECTS:
        tried += 1
        try:
            found, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            end = place + 1
        else:
            if isinstance(found, dict):
                yield found
        place = text.find("{", end)


def _in_words(error: ValidationError) -> str:
    complaints = [f"{'.'.join(map(str, each['loc'])) or 'the object'}: {each['msg']}" for each in error.errors()[:MAX_COMPLAINTS]]
    return "; ".join(complaints)
