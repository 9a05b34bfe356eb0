"""What is measured: sequences that no row has, of kinds that rows have and of kinds that they have not, and the model's old families."""

from __future__ import annotations

from random import Random

from kaggle_utils.codeseq.shifts import ShiftIndex
from kaggle_utils.environment import DEMO_PROBLEMS
from kaggle_utils.evaluation.problems import EvaluationProblem
from kaggle_utils.gateways.csv_file import read_problems
from kaggle_utils.problem import Problem
from kaggle_utils.train.trace_rows import TARGETS, ask
from models.demo.training.families import TRAINED
from tests.codeseq.made_sequences import make_titles, start_of, terms_of
from tests.codeseq.name_rules import understand
from tests.codeseq.scripted_agent import STORIES

SEED = 20_261_130  # of the sequences that are asked for; those of the rows have seed 0
# Of twelve titles in a row (tests/codeseq/made_sequences.py) the first eight can be understood: the kinds that rows have.
KINDS = ("quadratic", "power", "order 2", "exponential", "order 3", "residues", "Fibonacci", "binomial")
EACH, EACH_UNSEEN = 6, 3  # sequences of a kind
OLD = (1, 2, 4)  # the numbers of the old problems of a family: two in sealed wordings, one in a training wording
LONGEST = 4096  # characters of a statement, which none reaches


def seen_kinds(known: ShiftIndex) -> list[EvaluationProblem]:
    """Problems of the kinds that rows have, with other numbers. ``known`` are the sequences of the rows: an equal one is left out."""
    titles = [title for _, title in make_titles(12 * EACH, SEED)]
    numbered = [(number, title) for number, title in enumerate(titles) if number % 12 < len(KINDS) and number > 0]
    made = [_problem(f"{KINDS[number % 12]}-{number}", KINDS[number % 12], title, number) for number, title in numbered]
    return [problem for problem, (_, title) in zip(made, numbered, strict=True) if known.find(terms_of(title, start_of(title))) is None]


def unseen_kinds() -> list[EvaluationProblem]:
    """Problems of kinds that no row has."""
    random = Random(SEED)
    made = []
    for number in range(EACH_UNSEEN):
        c = [random.randint(2, 30) for _ in range(4)]
        titles = {
            "cubic": f"a(n) = {c[0]}*n^3 + {c[1]}",
            "product": f"a(n) = ({c[0]}*n + {c[1]})*({c[2]}*n + {c[3]})",
            "difference": f"a(n) = {c[0]}*n^2 - {c[1]}*n + {c[2]}",
            "order 1": f"a(n) = {c[0]}*a(n-1) + {c[1]}, with a(0) = {c[2]}",
            "two powers": f"a(n) = {2 + c[0] % 5}^n + {7 + c[1] % 5}^n",
            "factorial": f"a(n) = n! + {c[0]}*n^2",
        }
        made += [_problem(f"{kind}-{number}", kind, title, number) for kind, title in titles.items()]
    return made


def old_families() -> list[EvaluationProblem]:
    """Three of the demo problems of each family that the model was trained on; their values are held out."""
    trained = {family.name for family in TRAINED}
    found = [(*problem.id.rpartition("-")[::2], problem) for problem in read_problems(DEMO_PROBLEMS, LONGEST)]
    return [EvaluationProblem(problem, family) for family, number, problem in found if family in trained and int(number) in OLD]


def _problem(id_: str, kind: str, title: str, number: int) -> EvaluationProblem:
    rule = understand(title)
    assert rule is not None, title
    target = Random(f"{SEED} {id_}").choice(TARGETS)
    description = f"{STORIES[number % len(STORIES)].format(rule=rule.sentence)} Given n, find a(n)."
    statement = ask(description, f"One integer n, at least {start_of(title)}.", target)
    return EvaluationProblem(Problem(id_, statement, rule.value(target)), kind)
