"""The page of a short real run."""

from __future__ import annotations

import html
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kaggle_utils.journal.events import RunStarted, encode
from kaggle_utils.report import ShownPage, read_run, render_page, write_report
from kaggle_utils.report.problem_view import view_problems
from kaggle_utils.settings import Settings
from tests.report.runs import HOSTILE, SQUARES, short_run


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return short_run(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def page(journal: Path) -> str:
    return render_page(read_run(journal))


class Tags(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.text += " "

    def handle_data(self, data: str) -> None:
        self.text += data


def text_of(page: str) -> str:
    return " ".join(Tags(page).text.split())


def test_it_is_one_file_that_names_no_other(page: str) -> None:
    tags = Tags(page).found
    assert not {tag for tag, _ in tags} & {"link", "img", "iframe", "object", "embed", "base"}
    links = [value for _, attributes in tags for name, value in attributes.items() if name in ("href", "xlink:href", "src", "action")]
    assert links
    assert all(value and value.startswith("#") for value in links)
    assert "url(http" not in page


def test_it_has_a_title_a_language_landmarks_and_no_name_twice(page: str) -> None:
    tags = Tags(page).found
    assert ("html", {"lang": "en"}) in tags
    assert {"title", "header", "nav", "main", "footer", "h1"} <= {tag for tag, _ in tags}
    names = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(names) == len(set(names))


def test_only_its_own_script_may_run(page: str) -> None:
    assert re.search(
        r"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[\w+/=]{44}';", page
    )
    assert [attributes for tag, attributes in Tags(page).found if tag == "script"] == [{}]


def test_what_a_model_wrote_is_quoted_and_never_markup(page: str) -> None:
    assert not any(name.startswith("on") for _, attributes in Tags(page).found for name in attributes)
    shown = text_of(page)
    assert all(shown.count(" ".join(text.split())) > 1 for text in HOSTILE)


def test_every_problem_can_be_opened_with_its_outcome_in_words(page: str) -> None:
    kinds = [attributes["data-kinds"] for _, attributes in Tags(page).found if "data-kinds" in attributes]
    assert kinds == ["right", "wrong not-elected", "answered", "wrong fallback", "right"]
    shown = text_of(page)
    for words in ("✓ right 42", "✗ wrong 1 (is 5)", "○ answer not known 1000000", "✗ wrong 0 (is 7) fallback"):
        assert words in shown


def test_an_attempt_shows_its_program_its_error_and_its_repair(page: str) -> None:
    shown = text_of(page)
    assert "ZeroDivisionError: division by zero (line 1)" in shown
    assert "Repair by the model: fixed" in shown
    assert "no <b>program</b>" in shown
    assert '<span class="nb">print</span>(<span class="m">6</span> * <span class="m">7</span>)' in page


def test_formulas_and_laws_are_typeset(page: str) -> None:
    pytest.importorskip("latex2mathml")
    assert "<math><mrow><msub><mi>x</mi><mn>1</mn></msub><mo>≥</mo>" in page
    assert "A ticket costs $5 and $10." in page
    assert r"$\unknowncommand{x}$" in page
    assert "Its answer follows from the law <math>" in page


def test_a_trace_is_a_plot_and_a_list_of_its_terms(page: str) -> None:
    labels = [attributes.get("aria-label") for tag, attributes in Tags(page).found if tag == "svg"]
    assert any(label and label.startswith("Traces of problem 3") for label in labels)
    assert "f(1), f(2), … = 1, 4, 9, 16, 25" in text_of(page)


def test_it_says_what_the_vote_lost_and_what_its_shares_are_worth(page: str) -> None:
    shown = text_of(page)
    assert "The right answer was among the attempts at 3 of 4 problems; the vote elected it at 2." in shown
    assert "The Brier score" in shown


def test_it_says_where_the_time_went(page: str) -> None:
    shown = text_of(page)
    assert "the engine came up" in shown
    assert "programs that did not end in time 0, 0.0 s" in shown


def test_plots_are_drawn_in_the_pages_own_colours(page: str) -> None:
    drawn = "".join(re.findall(r"<svg.*?</svg>", page, re.DOTALL))
    assert "var(--accent)" in drawn
    assert not re.search(r"(?:fill|stroke): ?#(?!000000)", drawn)
    assert "<style" not in drawn


def test_without_matplotlib_and_latex2mathml_it_says_so_and_shows_the_numbers(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("matplotlib", "latex2mathml"):
        monkeypatch.setitem(sys.modules, name, None)
    page = render_page(read_run(journal))
    shown = text_of(page)
    assert "Plots are missing, because matplotlib is not installed; the tables have their numbers." in shown
    assert "Formulas are shown as they were written, because latex2mathml is not installed." in shown
    assert r"$x_1 \ge x_2$" in shown
    assert "<svg" not in page
    assert "f(1), f(2), … = 1, 4, 9" in shown
    assert "<details open><summary>The numbers" in page


def test_turns_that_a_page_has_no_room_for_are_left_out_with_a_note(journal: Path) -> None:
    views = view_problems(read_run(journal).problems, room=4_000)
    assert all(view.attempts for view in views)
    assert any(attempt.left_out and not attempt.turns for view in views for attempt in view.attempts)


def test_the_same_program_is_shown_once(page: str) -> None:
    assert page.count(SQUARES.split("\n")[2]) == 0  # highlighted, so not in one piece
    assert text_of(page).count("print('target', 1000)") == 1
    assert "… the same program as in attempt 1 …" in page


def test_lone_surrogates_and_huge_integers_can_be_written(journal: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(journal, tmp_path))
    lines = copy.read_text().replace("ZeroDivisionError", "\\ud800 Zero").replace("print(6 * 7)", "print(6 * 7) # " + "9" * 6000)
    copy.write_text(lines)
    assert "[U+D800] Zero" in write_report(copy).read_text()


def test_a_run_that_answered_nothing_has_a_page(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text(encode(RunStarted(Settings.preset("cpu-demo"))) + "\n")
    assert "No problem was answered." in write_report(path).read_text()


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(journal: Path) -> None:
    path = write_report(journal)
    shown = ShownPage(path)._repr_html_()
    [(tag, attributes)] = Tags(shown).found
    assert (tag, attributes["title"], attributes["sandbox"]) == ("iframe", "Report of the run", "allow-scripts")
    assert attributes["srcdoc"] == path.read_text()
    assert html.unescape(shown).count("</html>") == 1


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance of #rrggbb."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_colour_of_words_contrasts_with_what_it_stands_on(page: str, scheme: int) -> None:
    style = re.findall(r":root \{(.*?)\}", page, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", style))
    for ground in ("paper", "raised"):
        for name in colours.keys() - {"paper", "raised", "line", "accent"}:
            light, dark = sorted((luminance(colours[ground]), luminance(colours[name])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{name} on {ground}"
