"""Settings: one frozen record, made from a preset and changes to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from kaggle_utils.errors import InputError
from kaggle_utils.settings.further_engine import ROLES, ModelSampling, Role, as_table, resolve
from kaggle_utils.settings.presets import load_presets, merge
from kaggle_utils.settings.prompt_options import PromptOptions
from kaggle_utils.settings.strategy_sampling import StrategySampling, read_sampling

EngineName = Literal["transformers", "vllm", "llamacpp", "openai", "replay"]
WheelSet = Literal["", "primary", "cuda13", "fallback", "cpu"]
LOADERS: tuple[EngineName, ...] = ("vllm", "transformers", "llamacpp")  # engines that load a model's files
DataType = Literal["float32", "float16", "bfloat16"]
BudgetPolicy = Literal["equal-share", "front-loaded", "learning", "fixed"]
VotingRule = Literal["log-odds", "majority", "traces"]
REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Settings:
    """Everything that a run can be told. Raises InputError for impossible values."""

    name: str
    """The preset's name."""
    engine: EngineName
    """What generates text: transformers in this process, a vLLM or llama.cpp server, a server's URL, or recorded transcripts."""
    model: str
    """The model's folder, its GGUF file, or its name on a server; empty where ``model_pattern`` or the command line gives it."""
    use: str = ""
    """When to choose this preset, in one sentence."""
    dtype: DataType = "float16"
    """The type of the weights in the transformers engine."""
    batch_size: int = 8
    """The largest number of sequences that the transformers engine generates at once."""
    max_tokens: int = 2048
    """The largest number of tokens in one reply."""
    temperature: float = 0.8
    """The sampling temperature; 0 is greedy decoding."""
    top_p: float = 0.95
    """Nucleus sampling: tokens are drawn from the smallest set with this total probability."""
    sampling: Mapping[str, StrategySampling] = field(default_factory=dict)
    """Temperature and top_p by strategy, where they are others than those above."""
    seed: int = 0
    """The seed that every attempt's own seed is derived from."""
    usual_speed: float = 0.0
    """Tokens a second at which one reply alone is expected before any has come; 0 if unknown: then a quarter of the attempts begins."""
    usual_tokens: int = 0
    """Tokens that a whole attempt is expected to take before any has ended; 0 for half of ``max_tokens``."""
    strategies: Mapping[str, int] = field(default_factory=lambda: {"program-of-thoughts": 6, "trace": 2})
    """The number of attempts that each strategy makes at a problem."""
    prompting: PromptOptions = field(default_factory=PromptOptions)
    """What is added to every strategy's prompt."""
    repair_rounds: int = 3
    """How many times the model may rewrite a program that failed."""
    repair_fixes: bool = True
    """Whether the catalogue's own fixes are tried on a failed program before the model is asked."""
    repair_hints: bool = True
    """Whether a request for a repair carries the catalogue's advice for that failure."""
    repair_guide: bool = False
    """Whether the model is asked why the program failed before it is asked for the repair."""
    repair_techniques: bool = False
    """Whether a repair starts afresh, without the failed program, and names two techniques that were not tried."""
    repair_efficiency: bool = False
    """Whether a program that was stopped at its time or memory limit is asked for again faster, with what is slow in it."""
    repair_prints: bool = False
    """Whether a failed program is run once more with prints of its intermediate values, which the repair turn quotes."""
    other_strategy: int = 0
    """After how many failures of one kind a strategy's attempts that have not begun change to another; 0 for never."""
    voting: VotingRule = "log-odds"
    """How votes are weighed: by log-odds of being right, one vote for each answer, or log-odds after traces that agree have one answer."""
    confidence: float = 1.0
    """Attempts stop once the leading answer has this probability; at 1.0, only once it cannot be overtaken."""
    stop_early: bool = True
    """Whether attempts stop once the answer is decided; without it, all of them are made: for recordings and calibrations."""
    sandbox_workers: int = 2
    """How many programs the sandbox runs at once."""
    execution_timeout: float = 5.0
    """Seconds that one run of a program may take."""
    execution_memory: int = 1024
    """MiB that one run of a program may use."""
    time_limit: float = 32_400.0
    """Seconds that the whole run may take."""
    reserve: float = 60.0
    """Seconds of ``time_limit`` that no problem may use: they are for stopping the engine and writing the results."""
    problem_limit: float = 1200.0
    """Seconds that one problem may take at most."""
    expected_problems: int | None = 50
    """How many problems will come, to divide the time among them; None if unknown."""
    budget_policy: BudgetPolicy = "learning"
    """How the time is divided among the problems."""
    modulus: int = 0
    """Answers are taken modulo this number; 0 leaves them as they are."""
    lowest_answer: int = 0
    """The lowest answer that counts, after ``modulus``."""
    highest_answer: int = 99_999
    """The highest answer that counts, after ``modulus``."""
    fallback_answer: int = 0
    """The answer that is submitted when no attempt gives one in range."""
    longest_statement: int = 20_000
    """The largest number of characters in a statement that is sent to the model."""
    load_in_4bit: bool = False
    """Whether the transformers engine quantises the weights to four bits (NF4) as it loads them."""
    load_in_8bit: bool = False
    """Whether the transformers engine quantises the weights to eight bits (LLM.int8) as it loads them."""
    base_urls: tuple[str, ...] = ()
    """The servers of the openai engine."""
    transcripts: str = ""
    """The file of recorded transcripts that the replay engine plays back."""
    record: str = ""
    """The file that every reply is recorded in, for the replay engine; compressed if it ends in .gz, empty for none."""
    sequences: str = ""
    """A file of known sequences in which traces are looked up, such as the OEIS's stripped.gz (docs/sequences.md); empty for none."""
    wheels: WheelSet = ""
    """The set of wheels that the notebook installs for this preset (docs/offline.md)."""
    gpu: str = ""
    """The GPU model that the memory plan assumes, a name in memory_plan/gpus.toml."""
    model_pattern: str = ""
    """A glob that finds the model's folder among Kaggle's inputs."""
    server_python: str = ""
    """The Python interpreter that has vLLM or xllamacpp; if empty, the one that runs this program."""
    serve: Mapping[str, Any] = field(default_factory=dict)
    """Flags of ``vllm serve``, with underscores, or fields of llama.cpp's parameters (engines/llamacpp/serve.py)."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Environment variables of every server that is started."""
    servers: tuple[Mapping[str, str], ...] = ({},)
    """Further environment variables, one table for each server that is started."""
    ladder: tuple[Mapping[str, Any], ...] = ()
    """Changes tried one after another when the servers do not start; one of ``engine`` brings its own ``serve`` and ``environment``."""
    startup_limit: float = 900.0
    """Seconds that the servers may take to start, for each step of the ladder."""
    smoke_prompt: str = "What is 17 * 23? Reply with the number only."
    """The question that a new server must answer before it is used."""
    smoke_expects: str = r"\b391\b"
    """A regular expression that the answer to ``smoke_prompt`` must contain."""
    planner: Mapping[str, Any] = field(default_factory=dict)
    """A further engine, a preset's name or a table: the model that writes plans for the coder (docs/strategies.md)."""
    verifier: Mapping[str, Any] = field(default_factory=dict)
    """A further engine: the model that explains failures which the coder could not mend, and judges between two answers."""
    out: Path = Path("out")
    """The folder for the submission, the journal and the report."""

    def __post_init__(self) -> None:
        if not self.model and self.engine in LOADERS:
            raise InputError(f"preset {self.name!r} needs a model: pass --model (notebook: KAGGLE_UTILS_MODEL), or kaggle_utils fetch one")
        for name in (
            "batch_size",
            "max_tokens",
            "sandbox_workers",
            "time_limit",
            "problem_limit",
            "expected_problems",
            "execution_timeout",
            "startup_limit",
        ):
            if getattr(self, name) is not None and getattr(self, name) <= 0:
                raise InputError(f"{name} is {getattr(self, name)}, and must be greater than 0")
        StrategySampling(self.temperature, self.top_p)
        if self.other_strategy < 0:
            raise InputError(f"other_strategy is {self.other_strategy}, and must be at least 0")
        if self.record and self.record == self.transcripts:
            raise InputError(f"{self.record} cannot be played back and recorded at once: choose another file to record")
        if self.budget_policy not in get_args(BudgetPolicy):
            raise InputError(f"budget_policy is {self.budget_policy!r}; there are: {', '.join(get_args(BudgetPolicy))}")
        if self.load_in_4bit and self.load_in_8bit:
            raise InputError("load_in_4bit and load_in_8bit are both true: the weights are kept in one form")
        if self.voting not in get_args(VotingRule):
            raise InputError(f"voting is {self.voting!r}; there are: {', '.join(get_args(VotingRule))}")
        if not 0.5 < self.confidence <= 1.0:
            raise InputError(f"confidence is {self.confidence}, and must be greater than 0.5 and at most 1")
        if not any(count > 0 for count in self.strategies.values()):
            raise InputError(f"strategies is {dict(self.strategies)}: at least one must have a count greater than 0")
        if not self.lowest_answer <= self.fallback_answer <= self.highest_answer:
            raise InputError(
                f"fallback_answer is {self.fallback_answer}, and must lie between lowest_answer {self.lowest_answer} "
                f"and highest_answer {self.highest_answer}"
            )
        for role in ROLES:
            self.further_engine(role)

    @classmethod
    def preset(cls, name: str, **changes: Any) -> Settings:
        """The settings of a preset with some fields changed. Raises InputError for an unknown preset or field."""
        presets = load_presets()
        if name not in presets:
            raise InputError(f"no preset is called {name!r}; there are: {', '.join(presets)}")
        return cls._of({"name": name, "model": ""} | dict(presets[name]) | changes)

    @classmethod
    def _of(cls, table: dict[str, Any]) -> Settings:
        """The settings of a table with all that differs from the defaults. Raises InputError for an unknown field."""
        unknown = set(table) - {item.name for item in fields(cls)}
        if unknown:
            raise InputError(f"Settings has no field {', '.join(sorted(unknown))}")
        if isinstance(table.get("prompting"), Mapping):
            table["prompting"] = PromptOptions.of(table["prompting"])
        if "sampling" in table:
            table["sampling"] = read_sampling(table["sampling"])
        table["out"] = Path(table.get("out", "out"))
        for role in ROLES:
            table[role] = as_table(table.get(role))
        for key in ("base_urls", "servers", "ladder"):
            table[key] = tuple(table[key]) if key in table else getattr(cls, key, ())
        return cls(**table)

    def further_engine(self, role: Role, model: str = "") -> Settings | None:
        """The settings of the further engine for a role, None where these name none. ``model`` is for a table that gives only a pattern.

        Raises InputError for a table that makes no engine.
        """
        changes = getattr(self, role)
        if not changes:
            return None
        table = dict(resolve(role, changes))
        if "model" not in table:
            table["model"] = model or (table.get("model_pattern", "*") if table["engine"] in LOADERS else "")
        own = {"out": self.out / role, "seed": self.seed} | dict.fromkeys(ROLES)
        try:
            return Settings._of({"server_python": self.server_python, **table, **own})
        except InputError as error:
            raise InputError(f"{role}: {error}") from None

    @property
    def further_sampling(self) -> Mapping[str, ModelSampling]:
        """How the models of the further engines are asked, by role."""
        named = {role: self.further_engine(role) for role in ROLES}
        return {
            role: ModelSampling(own.temperature, own.top_p, own.max_tokens, own.prompting.thinks_first)
            for role, own in named.items()
            if own is not None
        }

    def ladder_steps(self) -> tuple[Settings, ...]:
        """These settings once for each step of the ladder, with its changes; a table such as ``serve`` is changed key by key.

        Raises InputError for a step that changes an unknown field.
        """
        return tuple(self.changed(**step) for step in self.ladder)

    def changed(self, **step: Any) -> Settings:
        """These settings with some fields changed as a step of the ladder changes them: a table such as ``serve`` key by key.

        Raises InputError for a field that Settings does not have.
        """
        unknown = set(step) - {item.name for item in fields(self)}
        if unknown:
            raise InputError(f"a change of preset {self.name!r} names {', '.join(sorted(unknown))}, which Settings does not have")
        # Flags and variables of one backend mean nothing to another.
        tables: Mapping[str, Any] = {"serve": {}, "environment": {}} if step.get("engine", self.engine) != self.engine else {}
        changed = {**tables, **{key: merge(tables.get(key, getattr(self, key)), value) for key, value in step.items()}}
        return replace(self, **changed | ({"sampling": read_sampling(changed["sampling"])} if "sampling" in changed else {}))

    @property
    def model_folder(self) -> Path:
        """Where the model is: as given, or inside the repository for one that it ships."""
        given = Path(self.model)
        shipped = REPOSITORY / given
        return shipped if not given.exists() and shipped.exists() else given
