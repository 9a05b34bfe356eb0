"""The system's Chromium, with a page of each kind. ``make test-browser`` installs what drives it and runs these."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass
class OpenPage:
    """A page of the browser and what its console said."""

    page: Any
    console: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if BROWSER is None:
        pytest.skip("the report was not looked at in a browser, because no Chromium is installed (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: run `make test-browser`")
    with playwright.sync_playwright() as driver:
        # Without its own sandbox, which cannot be made for root or in a container: it is shown nothing but our own page.
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Any]:
    """Opens a file, and says what the console said."""
    contexts = []

    def open_(path: Any, width: int = 1280, scheme: str = "light", **options: Any) -> OpenPage:
        context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, **options)
        contexts.append(context)
        opened = OpenPage(context.new_page())
        opened.page.on("console", lambda message: opened.console.append(message.text))
        opened.page.on("pageerror", lambda error: opened.console.append(str(error)))
        opened.page.on("request", lambda request: opened.console.append(f"request of {request.url}"))
        opened.page.goto(path.as_uri())
        opened.console.remove(f"request of {path.as_uri()}")
        return opened

    yield open_
    for context in contexts:
        context.close()
