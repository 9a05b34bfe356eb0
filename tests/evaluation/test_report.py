"""The page of an evaluation: what it says of arms, of an ablation and of sequences, and how it is kept small and safe."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.evaluation.judge import Conclusion, judge
from kaggle_utils.evaluation.paired import compare_verdicts
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.evaluation.report import ablation_page, plots, write_page
from kaggle_utils.evaluation.report.links import links_of
from kaggle_utils.evaluation.report.problems import list_problems
from kaggle_utils.evaluation.report.section import find
from kaggle_utils.evaluation.report.setting import common_facts, differing_table
from kaggle_utils.problem import Problem
from kaggle_utils.report import drawing
from kaggle_utils.settings import REPOSITORY, Settings
from tests.evaluation.ablations import ablate, grid_of, outcome, problems
from tests.report.runs import HOSTILE

RUNS = REPOSITORY / "benchmarks" / "runs" / "unseen-1.5b"


def page_of(out: Path, name: str = "examples") -> str:
    """The page of an ablation whose first level helps and whose second is the same."""
    found = ablate(grid_of({name: ["0", "1", "2"]}), 90, lambda cell, n: n % 3 < int(cell.levels[name]) or n % 3 == 0)
    settings = {each.cell.name: Settings.preset("cpu-demo", out=out / each.cell.name) for each in found.cells}
    return write_page(ablation_page(found, settings, problems(90), out), out).read_text()


def test_an_ablation_says_its_verdicts_in_words_first_and_draws_its_curve(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    verdicts = re.findall(r"<li><b>Right answers, examples = (\d) against 0: <span[^>]*>(.)</span> ([^<]*)</b>", page)
    assert verdicts == [("2", "▲", "better"), ("1", "=", "statistically tied")]
    assert "to distinguish 3 points you need n = " in page
    assert 'aria-label="Right answers by examples. The table has the numbers."' in page
    assert "right answers by examples: " in page  # the sentence of the curve
    assert page.count("<svg") >= 4


def test_runs_of_a_real_model_have_a_page_with_all_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = [str(RUNS / name) for name in ("program-of-thoughts", "trace-function")]
    assert main(["evaluate", "compare", *runs, "--json", "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["comparisons"][0]["run"] == "trace-function"
    assert printed.err == f"the report is {tmp_path / 'report.html'}\n"
    page = (tmp_path / "report.html").read_text()
    assert re.findall(r'<section id="([\w-]+)"', page) == [
        *("verdicts", "differences", "right", "by-construct", "by-difficulty", "by-law", "changed", "settings", "problems")
    ]
    assert "2 gained, 9 lost of 60 problems in 20 clusters" in page
    assert "Tokens for each right answer" in page
    assert page.count('<details class="problem"') == 60
    assert "http://" not in page.replace("http://www.w3.org/", "")


def test_what_a_problem_says_is_only_quoted(tmp_path: Path) -> None:
    text = " ".join(HOSTILE)
    posed = [EvaluationProblem(Problem(f"p{n}", f"{text} {n}", n), f"family {n}") for n in range(8)]
    found = ablate(grid_of({HOSTILE[0]: ["0", "1"]}), 8, lambda cell, n: n > 1)
    page = write_page(ablation_page(found, {"baseline": Settings.preset("cpu-demo")}, posed, tmp_path), tmp_path).read_text()
    assert not any(part in page for part in ("<script>window.hacked", "<img", "<svg onload"))
    assert "&lt;script&gt;window.hacked" in page


def test_problems_that_runs_disagree_on_are_kept_where_there_is_no_room_for_all() -> None:
    posed = problems(40)
    runs = {name: {f"p{n}": outcome(f"p{n}", n % 10 == 0 and name == "a") for n in range(40)} for name in ("a", "b")}
    whole = list_problems(posed, runs)
    assert (len(whole.listed), whole.left_out) == (40, 0)
    cut = list_problems(posed, runs, room=6_000)
    assert 0 < cut.left_out < 40
    assert {"p0", "p10", "p20", "p30"} <= {each.id for each in cut.listed}
    assert [each.number for each in cut.listed] == sorted(each.number for each in cut.listed)


def test_samples_of_a_problem_are_counted_together() -> None:
    samples = {f"p0, seed {seed}": outcome("p0", seed < 3, tokens=10) for seed in range(4)}
    (listed,) = list_problems(problems(1), {"a": samples}).listed
    (run,) = listed.runs
    assert (run.made, run.right, run.state, run.tokens) == (4, 3, "right", 40)


def test_without_matplotlib_the_page_has_its_tables_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (drawing, plots):
        monkeypatch.setattr(module, "can_draw", lambda: False)
    page = page_of(tmp_path)
    assert ("<svg" in page, drawing.NOT_INSTALLED in page) == (False, True)
    assert "<caption>Comparisons</caption>" in page


def test_a_finding_names_the_correction_and_what_the_pairs_could_have_found() -> None:
    ids = [f"p{n}" for n in range(30)]
    compared = compare_verdicts(dict.fromkeys(ids, True), {id_: n > 14 for n, id_ in enumerate(ids)})
    first, _ = judge([compared, compared])
    found = find("new against old", first)
    assert found.conclusion is Conclusion.BETTER
    assert "15 gained, 0 lost of 30 problems" in found.words
    assert "corrected for 2 comparisons); these pairs find" in found.words


def test_only_settings_that_differ_are_listed_and_paths_end_at_their_last_part() -> None:
    one = Settings.preset("cpu-demo", model="/somewhere/one.gguf", temperature=0.5)
    other = Settings.preset("cpu-demo", model="/somewhere/two.gguf", temperature=0.5)
    table = differing_table({"a": one, "b": other})
    assert (table.header, table.rows) == (("run", "model"), (("a", "one.gguf"), ("b", "two.gguf")))
    assert common_facts({"a": one, "b": other})["temperature"] == "0.5"
    assert differing_table({"a": one}).rows == ()


def test_a_run_with_a_page_of_its_own_is_linked(tmp_path: Path) -> None:
    for name in ("with", "without"):
        (tmp_path / "runs" / name).mkdir(parents=True)
    (tmp_path / "runs" / "with" / "report.html").touch()
    folders = {name: tmp_path / "runs" / name for name in ("with", "without")}
    assert links_of(folders, tmp_path / "out") == {"with": "../runs/with/report.html"}
    assert links_of(folders, tmp_path / "runs" / "with") == {}
