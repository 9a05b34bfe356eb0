"""The tables in docs/ that are made from data say what the data say."""

from __future__ import annotations

import shutil
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs.catalogues import __main__ as catalogues
from docs.catalogues.bibliography import PROMPTS, find_sources, header_of, read_mentions
from docs.catalogues.configuration import render_configuration
from docs.catalogues.constructs import render_parts
from docs.catalogues.model_comparison import MEASURES, Model, read_models
from docs.catalogues.sections import fill_in, section_names
from kaggle_utils.evaluation.breakdown import Part
from kaggle_utils.evaluation.intervals import Interval, Share
from kaggle_utils.settings import REPOSITORY, load_presets


@pytest.mark.parametrize("page", catalogues.PAGES)
def test_a_page_says_what_its_data_say(page: str) -> None:
    written = (REPOSITORY / page).read_text(encoding="utf-8")
    assert written == catalogues.render(page), "write it with: python -m docs.catalogues --write"


def test_a_page_that_differs_from_its_data_is_named_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    for page in catalogues.PAGES:
        shutil.copy(REPOSITORY / page, tmp_path / page)
    monkeypatch.setattr(catalogues, "REPOSITORY", tmp_path)
    damaged = tmp_path / "docs" / "configuration.md"
    whole = damaged.read_text()
    damaged.write_text(whole.replace("| `cpu-demo` | llamacpp |", "| `cpu-demo` | vllm |"))
    assert catalogues.main([]) == 1
    assert capsys.readouterr().out == "docs/configuration.md: differs from its data: python -m docs.catalogues --write\n"
    assert catalogues.main(["--write"]) == 0
    assert damaged.read_text() == whole
    assert catalogues.main([]) == 0


@given(st.dictionaries(st.from_regex(r"\A[a-z-]{1,8}\Z"), st.text(alphabet="ab |\n\\"), max_size=4), st.text(alphabet="xy\n", max_size=9))
def test_sections_are_filled_in_once_and_the_rest_of_the_page_stays(texts: dict[str, str], between: str) -> None:
    page = between.join(["# Page\n", *[f"<!-- begin: {name} -->\nold\n<!-- end -->\n" for name in texts], "end"])
    filled = fill_in(page, texts)
    assert fill_in(filled, texts) == filled
    assert section_names(filled) == list(texts)
    assert all(text.strip() in filled for text in texts.values())
    assert "old" not in filled
    assert fill_in(filled, dict.fromkeys(texts, "old")) == page


@pytest.mark.parametrize("texts", [{}, {"other": "text"}, {"one": "1", "other": "2"}])
def test_a_section_without_its_text_or_a_text_without_its_section_is_refused(texts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="one"):
        fill_in("<!-- begin: one -->\n<!-- end -->", texts)


def test_every_preset_with_a_model_of_its_own_has_one_row_in_the_comparison() -> None:
    named = {name for name, table in load_presets().items() if "model" in table or "model_pattern" in table}
    assert Counter(name for model in read_models() for name in model.presets) == Counter(named)


@pytest.mark.parametrize("model", read_models(), ids=lambda model: model.name)
def test_the_presets_of_a_row_look_for_that_checkpoint(model: Model) -> None:
    for name in model.presets:
        table = load_presets()[name]
        assert fnmatch(model.name.lower(), table.get("model_pattern", "models/demo*"))


def test_every_figure_has_a_source() -> None:
    figures = [figure for model in read_models() for measure in MEASURES for figure in getattr(model, measure)]
    assert len(figures) > 20
    assert all(figure.value.strip() and figure.source.strip() for figure in figures)


def test_every_preset_is_in_the_configuration_guide() -> None:
    rows = [line for line in render_configuration().splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == list(load_presets())


@pytest.mark.parametrize(
    ("header", "sources"),
    [
        ("Reason (Wei et al., arXiv 2201.11903; the request is Kojima et al., arXiv 2205.11916).",
         [("arXiv 2201.11903", "Wei et al."), ("arXiv 2205.11916", "Kojima et al.")]),
        ("Small cases (Ridnik et al., AlphaCodium, arXiv 2401.08500: six)", [("arXiv 2401.08500", "Ridnik et al., AlphaCodium")]),
        ("The guide agent of CodeSeq (arXiv 2503.13109): see github.com/N8python/oeis-eval.",
         [("arXiv 2503.13109", "CodeSeq"), ("github.com/N8python/oeis-eval", "")]),
        ("a prompt of thoughts (arXiv 2305.10601, Game of 24)", [("arXiv 2305.10601", "")]),
        ("of our own making, with 2048.12345 numbers", []),
    ],
)  # fmt: skip
def test_a_header_names_its_sources(header: str, sources: list[tuple[str, str]]) -> None:
    assert list(find_sources(header)) == sources


def test_a_header_is_the_comment_at_the_beginning_as_one_line() -> None:
    assert header_of("# Chen et al., arXiv\n# 2304.05128.\nsystem = 1\n# later") == "Chen et al., arXiv 2304.05128."
    assert header_of("system = 1\n# later") == ""


def test_every_paper_in_a_prompt_file_is_in_the_bibliography() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in PROMPTS.rglob("*.toml"))
    mentions = read_mentions()
    assert len(mentions) > 20
    assert sum(len(named) for named in mentions.values()) == written.count("arXiv ") + written.count("arXiv\n") + written.count(
        "github.com/"
    )


def test_a_run_by_construct_is_shown_with_its_intervals() -> None:
    parts = [Part("graph", arm, Share(count, 4, Interval(0.046, 0.699)), None) for arm, count in (("pal", 1), ("trace", 2))]
    assert render_parts(parts, ["trace", "pal"]).splitlines()[0] == "| construct | `trace` | `pal` |"
    assert render_parts(parts, ["trace", "pal"]).splitlines()[2:] == ["| graph | 2 of 4 (5 to 70 %) | 1 of 4 (5 to 70 %) |"]
