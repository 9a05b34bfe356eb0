"""The report of an evaluation in a real browser: of real replies of a small model, and of an ablation with a curve."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.cli import main
from kaggle_utils.evaluation.report import ablation_page, write_page
from kaggle_utils.settings import REPOSITORY, Settings
from tests.evaluation.ablations import ablate, grid_of, problems

MAX_BYTES = 3_000_000
PHONE = 390  # pixels
RUNS = REPOSITORY / "benchmarks" / "runs" / "unseen-1.5b"
ARMS = ("program-of-thoughts", "trace-function", "trace-lines-0")


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("compare")
    assert main(["evaluate", "compare", *[str(RUNS / arm) for arm in ARMS], "--out", str(out)]) == 0
    return out / "report.html"


@pytest.fixture(scope="module")
def ablation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("ablation")
    grid = grid_of({"examples": ["0", "1", "2"], "framing": ["solve", "simulate"]})
    found = ablate(grid, 60, lambda cell, n: n % 3 < int(cell.levels["examples"]))
    settings = {each.cell.name: Settings.preset("cpu-demo", out=out / each.cell.name) for each in found.cells}
    return write_page(ablation_page(found, settings, problems(60), out), out)


@pytest.mark.parametrize("width", [1280, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["comparison", "ablation"])
def test_it_says_nothing_in_the_console_asks_for_nothing_and_is_never_wider_than_the_screen(
    open_page: Any, name: str, width: int, scheme: str, request: pytest.FixtureRequest
) -> None:
    page: Path = request.getfixturevalue(name)
    opened = open_page(page, width, scheme)
    opened.page.click("#open")
    assert opened.console == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.stat().st_size < MAX_BYTES


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["comparison", "ablation"])
def test_axe_finds_nothing_against_its_accessibility(open_page: Any, name: str, scheme: str, request: pytest.FixtureRequest) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = open_page(request.getfixturevalue(name), 1280, scheme, bypass_csp=True)
    opened.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = axe.run(opened.page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200], len(each["nodes"])) for each in found] == []


def test_every_picture_is_drawn_and_says_in_words_what_it_is(open_page: Any, ablation: Path) -> None:
    page = open_page(ablation).page
    pictures = page.locator("figure svg[role=img]")
    labels = [pictures.nth(n).get_attribute("aria-label") for n in range(pictures.count())]
    assert [label for label in labels if "Right answers by examples" in label] != []
    assert all(pictures.nth(n).bounding_box()["height"] > 50 for n in range(pictures.count()))


def test_the_filter_leaves_the_problems_that_runs_disagree_on(open_page: Any, comparison: Path) -> None:
    page = open_page(comparison).page
    page.select_option("#kind", "differ")
    shown = page.locator("details.problem:visible")
    assert 0 < shown.count() < 60
    shown.first.locator("summary").click()
    outcomes = shown.first.locator("td:nth-child(2)").all_text_contents()
    assert len(outcomes) == len(ARMS)
    assert 0 < sum("right" in text for text in outcomes) < len(ARMS)
