"""The build: nothing wrong gets into the data, whatever the agents do."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import pytest

from kaggle_utils.codeseq import accept
from kaggle_utils.codeseq.benchmarks import BenchmarkItem
from kaggle_utils.codeseq.build import RECORD, build
from kaggle_utils.codeseq.config import CodeSeqConfig
from kaggle_utils.codeseq.events import CODESEQ_EVENTS, Lost
from kaggle_utils.codeseq.history import History
from kaggle_utils.codeseq.reasons import Reason
from kaggle_utils.codeseq.verify import verify
from kaggle_utils.codeseq.write import SAMPLES, write_data
from kaggle_utils.engines import EngineError, Sampling
from kaggle_utils.errors import InputError
from kaggle_utils.journal import read_journal
from kaggle_utils.messages import Message
from tests.codeseq.conftest import MakeConfig
from tests.codeseq.made_sequences import LEAKED, make_titles, terms_of
from tests.codeseq.scripted_agent import Rates, ScriptedAgent
from tests.codeseq.scripted_run import read_rows
from tests.codeseq.truth import wrong_samples
from tests.scripted import ScriptedEngine

NONE = Rates(**{item.name: 0.0 for item in fields(Rates)})


def built(config: CodeSeqConfig, agent: ScriptedAgent, known: Sequence[BenchmarkItem] = ()) -> tuple[History, list[Mapping[str, Any]]]:
    """What the record holds after a build, and the rows of its data."""
    history = build(config, known, ScriptedEngine(agent.reply))
    assert not history.lost, history.lost
    write_data(history, config)
    return history, read_rows(config.out / SAMPLES)


def reasons_of(history: History) -> Counter[Reason]:
    assert history.rules is not None
    return Counter(refusal.reason for refusal in (*history.rules.refused.values(), *history.refused.values()))


def test_of_sixty_sequences_with_planted_errors_only_right_samples_get_in_and_all_stand_a_second_check(make_config: MakeConfig) -> None:
    config, agent = make_config(60), ScriptedAgent()
    history, rows = built(config, agent)
    planted_in_every_way = {kind for kind, count in agent.planted.items() if count}
    assert planted_in_every_way >= {"bad_json", "stays_bad", "wrong_example", "poisoned_case", "wrong_program", "table", "wrong_guide"}
    assert wrong_samples(rows, dict(make_titles(60))) == {}
    assert len(rows) >= 15
    assert sum(reasons_of(history).values()) + len(history.accepted) == 60
    verified = verify(config)
    assert (verified.checked, verified.failed) == (len(rows), {})


def test_without_planted_errors_every_sequence_with_a_rule_gives_a_sample(make_config: MakeConfig, instant: None) -> None:
    history, rows = built(make_config(24), ScriptedAgent(NONE))
    assert len(rows) == 16  # 8 of 12
    assert set(reasons_of(history)) == {Reason.DERIVED_NAME, Reason.UNSUITABLE_KIND, Reason.NOT_ABLE}
    assert {row["pass_rate"] for row in rows} == {1.0}
    assert all(row["confirmed"] == 3 for row in rows if row["law"])


@pytest.mark.parametrize(
    ("rates", "reason"),
    [
        ({"wrong_example": 1.0}, Reason.WRONG_EXAMPLE),
        ({"wrong_statement": 1.0}, Reason.FAILED_CHECK),
        ({"subtly_wrong_statement": 1.0}, Reason.FAILED_SECOND_CHECK),
        ({"wrong_guide": 1.0}, Reason.FAILED_CHECK),
        ({"table": 1.0}, Reason.LOOKS_UP),
        ({"wrong_program": 1.0, "correction_fails": 1.0}, Reason.NEVER_PASSED),
        ({"bad_json": 1.0, "stays_bad": 1.0}, Reason.UNREADABLE_PLAN),
    ],
)
def test_an_agent_that_is_always_wrong_in_one_way_gives_no_sample(
    rates: dict[str, float], reason: Reason, make_config: MakeConfig, instant: None
) -> None:
    history, rows = built(make_config(8), ScriptedAgent(Rates(**(NONE.__dict__ | rates))))
    assert rows == []
    assert reasons_of(history).most_common(1)[0][0] is reason


def test_poisoned_test_cases_get_their_outputs_from_the_sequence(make_config: MakeConfig, instant: None) -> None:
    history, rows = built(make_config(8), ScriptedAgent(Rates(**(NONE.__dict__ | {"poisoned_case": 1.0}))))
    assert len(rows) == 8
    assert all(each.contradicted == each.proposed > 0 for each in history.cases.values())
    titles = dict(make_titles(8))
    for row in rows:
        start = 1 if "congruent" in row["title"] else 0
        terms = terms_of(titles[row["sequence"]], start)
        assert all(case["output"] == str(terms[int(case["input"]) - start]) for case in row["test_cases"])


def test_bad_json_that_is_mended_when_asked_again_loses_nothing(make_config: MakeConfig, instant: None) -> None:
    history, rows = built(make_config(8), ScriptedAgent(Rates(**(NONE.__dict__ | {"bad_json": 1.0}))))
    assert len(rows) == 8
    assert {step for _, step, _ in history.replied if step.endswith(" again")} >= {"plan again", "problem again", "check again"}


class SaysYes(ScriptedAgent):
    """Approves of everything: every plan is possible, every case is right, every answer is 1, and every program prints it."""

    def _answer(self, asked: str, sampling: Sampling) -> Mapping[str, Any]:
        yes: dict[str, Any] = {"work_reason": "yes", "failed_reason": "yes", "thought": "yes", "code": "print(1)"}
        yes |= {"step": ["yes"], "step_judge": [True], "is_able": True, "reason1": "yes", "answer1": 1, "reason2": "yes", "answer2": 1}
        return super()._answer(asked, sampling) if '"example cases"' in asked else yes


class Copier(ScriptedAgent):
    """Copies what it is shown: its program knows the examples, and after each correction one case more."""

    def _code(self, asked: str, sampling: Sampling) -> Mapping[str, Any]:
        known = re.findall(r"Input: (\d+)\nOutput: (-?\d+)", asked) + re.findall(r"n == (\d+): print\((-?\d+)\)", asked)
        lines = [f"if n == {index}: print({term})" for index, term in dict(known).items()]
        return {"thought": "as shown", "code": "\n".join(["n = int(input())", *lines])}


def test_an_agent_that_always_says_yes_gives_no_sample(make_config: MakeConfig, instant: None) -> None:
    history, rows = built(make_config(12), SaysYes(NONE))
    assert rows == []
    assert reasons_of(history)[Reason.FAILED_CHECK] >= 8


def test_an_agent_that_copies_the_terms_that_it_is_shown_gives_no_sample(
    make_config: MakeConfig, instant: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = make_config(8, max_rounds=8)  # enough to copy all test cases
    history, rows = built(config, Copier(NONE))
    assert rows == []
    assert reasons_of(history)[Reason.LOOKS_UP] == 8
    monkeypatch.setattr(accept, "looks_up", lambda code, sequence: None)
    history, rows = built(make_config(8, max_rounds=8, out=config.out.with_name("unread")), Copier(NONE))
    assert rows == []
    assert reasons_of(history)[Reason.HELD_BACK_WRONG] == 8, "terms held back find a copy that reading does not"


def test_a_program_that_is_wrong_past_the_known_terms_is_found_by_the_law(make_config: MakeConfig, instant: None) -> None:
    class Ends(ScriptedAgent):
        def _code(self, asked: str, sampling: Sampling) -> Mapping[str, Any]:
            program = super()._code(asked, sampling)["code"].replace("int(input())", "min(29, int(input()))")
            return {"thought": "far indices do not matter", "code": program}

    history, rows = built(make_config(5, corrected_solutions=1), Ends(NONE))
    assert rows == []
    assert reasons_of(history) == {Reason.LAW_DISAGREES: 5}


def test_planted_leaks_of_sequences_and_of_words_are_removed(make_config: MakeConfig, instant: None) -> None:
    titles = dict(make_titles(8))
    names = list(titles)
    later = terms_of(titles[names[1]], 0)[3:]  # the same sequence, from its fourth term on
    known = [
        BenchmarkItem("A900000", terms=tuple(terms_of(LEAKED, 0))),
        BenchmarkItem("another name", terms=(*later, 10**30)[:-1]),
        BenchmarkItem(
            "p1", text="The statement: numbers congruent to " + re.findall(r"\{.*", titles[names[5]])[0] + " counted from n = 1."
        ),
    ]
    history, rows = built(make_config(8), ScriptedAgent(NONE), known)
    reasons = reasons_of(history)
    assert reasons == {Reason.BENCHMARK_SEQUENCE: 2, Reason.BENCHMARK_TEXT: 1}
    assert {row["sequence"] for row in rows} == set(names) - {names[0], names[1], names[5]}


def test_more_descriptions_and_more_corrected_solutions_give_more_samples(make_config: MakeConfig, instant: None) -> None:
    rates = Rates(**(NONE.__dict__ | {"wrong_program": 0.5}))
    history, rows = built(make_config(8, descriptions=2, corrected_solutions=3, near_duplicate=1.0), ScriptedAgent(rates))
    assert len(history.accepted) == 16
    assert all(len(samples) == len({sample.code for sample in samples}) for samples in history.accepted.values())
    assert {row["pass_rate"] for row in rows} > {1.0}
    assert {len(row["rounds"]) for row in rows} > {1}


def test_descriptions_that_are_nearly_the_same_are_left_out(make_config: MakeConfig, instant: None) -> None:
    history, rows = built(make_config(4, descriptions=6), ScriptedAgent(NONE))
    assert len(history.accepted) == 24
    statistics = json.loads((make_config(4).out / "statistics.json").read_text())
    (data,) = [stage for stage in statistics["stages"] if stage["stage"] == "data"]
    assert data["reasons"] == {Reason.NEAR_DUPLICATE: 24 - len(rows)}
    assert 4 <= len(rows) < 24


def test_what_an_engine_fails_at_is_taken_up_by_the_next_start(make_config: MakeConfig, instant: None) -> None:
    agent, config = ScriptedAgent(NONE), make_config(6)

    def fails(messages: Sequence[Message], sampling: Sampling) -> str:
        if '"code"' in messages[-1].content:
            raise EngineError("the server is away")
        return agent.reply(messages, sampling)

    history = build(config, engine=ScriptedEngine(fails))
    assert history.lost == {"EngineError: the server is away": 6}
    assert write_data(history, config).open == 6
    engine = ScriptedEngine(agent.reply)
    history = build(config, engine=engine)
    assert len(history.accepted) == 6
    assert all('"is_able"' not in messages[-1].content for messages in engine.calls), "a plan was asked for twice"
    assert sum(isinstance(event, Lost) for event in read_journal(config.out / RECORD, CODESEQ_EVENTS)) == 6


def test_a_folder_with_a_build_of_another_configuration_is_refused(make_config: MakeConfig, instant: None) -> None:
    built(make_config(2), ScriptedAgent(NONE))
    with pytest.raises(InputError, match="holds a build with another max_rounds: choose another folder"):
        build(make_config(2, max_rounds=1), engine=ScriptedEngine(ScriptedAgent().reply))


def test_the_guiding_agent_is_the_engine_that_the_configuration_names(make_config: MakeConfig, instant: None) -> None:
    asked: Counter[tuple[str, bool]] = Counter()
    agent = ScriptedAgent(Rates(**(NONE.__dict__ | {"wrong_program": 1.0})))

    def reply(messages: Sequence[Message], sampling: Sampling) -> str:
        guides = '"answer1"' in messages[-1].content or '"failed_reason"' in messages[-1].content
        asked[sampling.author, guides] += 1
        return agent.reply(messages, sampling)

    build(make_config(3, guiding={"extends": "cpu-demo"}), engine=ScriptedEngine(reply))
    assert set(asked) == {("verifier", True), ("coder", False)}
