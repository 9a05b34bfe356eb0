"""The report in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.report import write_report
from tests.report.runs import HOSTILE, large_journal, short_run

MAX_BYTES = 3_000_000
MAX_SECONDS = 1.0  # of the processor, from the request to the whole page
PHONE = 390  # pixels


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a short real run, in which a model wrote hostile text."""
    return write_report(short_run(tmp_path_factory.mktemp("short")))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of fifty problems with failures."""
    return write_report(large_journal(tmp_path_factory.mktemp("large")))


@pytest.mark.parametrize("width", [1280, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_says_nothing_in_the_console_asks_for_nothing_and_is_never_wider_than_the_screen(
    open_page: Any, report: Path, width: int, scheme: str
) -> None:
    opened = open_page(report, width, scheme)
    opened.page.click("#open")
    assert opened.console == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_against_its_accessibility(open_page: Any, report: Path, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = open_page(report, 1280, scheme, bypass_csp=True)  # else the page would not let axe in
    opened.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = axe.run(opened.page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200], len(each["nodes"])) for each in found] == []


def test_hostile_text_runs_no_script_and_stands_there_as_it_is(open_page: Any, report: Path) -> None:
    opened = open_page(report)
    opened.page.click("#open")
    assert opened.page.evaluate("window.hacked") is None
    assert opened.page.evaluate("document.querySelectorAll('img, iframe, a[href^=\"javascript\"]').length") == 0
    shown = opened.page.evaluate("document.body.textContent")
    assert all(text in shown for text in HOSTILE)


def test_a_script_that_is_put_into_it_does_not_run(open_page: Any, report: Path, tmp_path: Path) -> None:
    """The Content-Security-Policy is the second lock, should text ever get through unescaped."""
    broken = tmp_path / "broken.html"
    broken.write_text(report.read_text().replace("</main>", "<script>window.hacked = 1</script><img src=x onerror='hacked = 2'></main>"))
    opened = open_page(broken)
    assert opened.page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in line for line in opened.console)


def test_search_and_filter_leave_the_problems_that_fit(open_page: Any, report: Path) -> None:
    page = open_page(report).page
    page.fill("#find", "ZeroDivisionError")
    assert page.text_content("#found") == "1 of 5 problems"
    page.fill("#find", "")
    page.select_option("#kind", "wrong")
    assert page.locator("details.problem:visible").count() == 2
    page.select_option("#kind", "not-elected")
    assert page.locator("details.problem:visible").count() == 1


def test_without_scripts_it_is_a_list_that_opens(open_page: Any, report: Path) -> None:
    page = open_page(report, java_script_enabled=False).page
    assert not page.locator("#find").is_visible()
    assert page.locator("details.problem:visible").count() == 5
    page.locator("details.problem > summary").first.click()
    assert page.locator("details.problem .statement").first.is_visible()


def test_a_problem_and_an_attempt_open_by_the_keyboard_and_the_focus_is_seen(open_page: Any, report: Path) -> None:
    page = open_page(report).page
    page.focus("#close")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('#problem-1 > summary')")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#problem-1-attempt-1 .turn").first.is_visible()


def test_a_link_opens_its_problem(open_page: Any, report: Path) -> None:
    page = open_page(report).page
    page.evaluate("location.hash = '#problem-2'")
    page.wait_for_selector("#problem-2[open]")


def test_formulas_are_typeset_by_the_browser(open_page: Any, report: Path) -> None:
    page = open_page(report).page
    page.click("#open")
    box = page.locator("#problem-1 .statement math").first.bounding_box()
    assert box is not None
    assert box["width"] > 10


def test_fifty_problems_with_failures_are_small_and_open_fast(open_page: Any, large: Path) -> None:
    assert large.stat().st_size < MAX_BYTES
    page = open_page(large).page
    session = page.context.new_cdp_session(page)
    # The browser's own work: the clock on the wall also counts whatever else the machine does.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(large.as_uri())
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    assert 0 < metrics["TaskDuration"] < MAX_SECONDS
