"""The servers' URLs, from a flag, a preset or the environment."""

from __future__ import annotations

import os
from collections.abc import Sequence

from kaggle_utils.errors import InputError


def read_urls(given: Sequence[str]) -> tuple[str, ...]:
    """The servers' base URLs: those given, else ``OPENAI_BASE_URL``.

    Raises InputError if there is none, for one that is not a URL, and for one that is there twice.
    """
    urls = tuple(url.strip().rstrip("/") for item in given for url in item.split(",") if url.strip())
    if not urls and os.environ.get("OPENAI_BASE_URL"):
        urls = (os.environ["OPENAI_BASE_URL"].rstrip("/"),)
    if not urls:
        raise InputError("the openai engine needs a server: pass --base-url http://HOST:PORT/v1, or set OPENAI_BASE_URL")
    for url in urls:
        if not url.startswith(("http://", "https://")):
            raise InputError(f"{url!r} is not a URL: write --base-url http://HOST:PORT/v1")
        if urls.count(url) > 1:
            raise InputError(f"{url} is there twice, and would be taken for two servers: name it once")
    return urls
