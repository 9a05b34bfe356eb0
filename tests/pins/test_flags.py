"""The flags of ``vllm serve`` are read out of its source as vLLM itself derives them, on a small wheel that is built in the same way."""

from __future__ import annotations

import zipfile
from pathlib import Path
from textwrap import dedent

import pytest

from pins.flags import read_flags
from pins.hints import Flag
from pins.variables import read_named_variables, read_vllm_variables
from pins.wheel_source import WheelSource

SOURCES = {
    "vllm/entrypoints/cli/serve.py": """
        from vllm.entrypoints.openai.cli_args import make_arg_parser
        class ServeSubcommand:
            def subparser_init(self, subparsers):
                parser = make_arg_parser(subparsers.add_parser("serve"))
                parser.add_argument("--grpc", action="store_true")
                return parser
        """,
    "vllm/entrypoints/openai/cli_args.py": """
        from typing import ClassVar, Literal
        from vllm.config import config
        from vllm.engine.arg_utils import AsyncEngineArgs
        @config
        class BaseFrontendArgs:
            host: str | None = None
            counted: ClassVar[int] = 0
            @classmethod
            def add_cli_args(cls, parser):
                from vllm.engine.arg_utils import get_kwargs
                frontend_kwargs = get_kwargs(cls)
                for key, value in frontend_kwargs.items():
                    parser.add_argument(f"--{key.replace('_', '-')}", **value)
                return parser
        @config
        class FrontendArgs(BaseFrontendArgs):
            log_level: Literal["info", "debug"] = "info"
        def make_arg_parser(parser):
            parser.add_argument("model_tag", nargs="?")
            parser = FrontendArgs.add_cli_args(parser)
            return AsyncEngineArgs.add_cli_args(parser)
        """,
    "vllm/config/__init__.py": "from vllm.config.model import ModelConfig\nfrom vllm.config.utils import config\n",
    "vllm/config/utils.py": "def config(cls): return cls\n",
    "vllm/config/model.py": """
        from typing import TYPE_CHECKING, Annotated, Literal
        from vllm.backends import Backend
        from vllm.config.utils import config
        if TYPE_CHECKING:
            from vllm.quantization import Methods
        else:
            Methods = str
        DType = Literal["auto", "half"]
        @config
        class ModelConfig:
            dtype: Annotated[DType, "checked"] = "auto"
            eager: bool | None = None
            quantization: Methods | str | None = None
            backend: Backend | None = None
            mode: DType | str = "auto"
            traces: list[Literal["b", "a"]] | None = None
            length: int = 0
        """,
    "vllm/quantization.py": 'from typing import Literal\nMethods = Literal["awq", "gptq"]\n',
    "vllm/backends.py": "import enum\nclass Backend(enum.Enum):\n    TRITON = 1\n    FLASH = 2\n",
    "vllm/engine/arg_utils.py": """
        from vllm.config import ModelConfig
        def literal_to_kwargs(hints):
            return {"metavar" if str in hints else "choices": hints}
        class EngineArgs:
            @staticmethod
            def add_cli_args(parser):
                model_kwargs = get_kwargs(ModelConfig)
                group = parser.add_argument_group()
                group.add_argument("--dtype", **model_kwargs["dtype"])
                group.add_argument("--enforce-eager", "-e", **model_kwargs["eager"])
                group.add_argument("--quantization", **model_kwargs["quantization"])
                group.add_argument("--attention-backend", **model_kwargs["backend"])
                group.add_argument("--mode", **model_kwargs["mode"])
                model_kwargs["traces"]["choices"] += ["a,b"]
                group.add_argument("--traces", **model_kwargs["traces"])
                length_kwargs = model_kwargs["length"]
                group.add_argument("--max-model-len", **{**length_kwargs, "default": None})
                direct_kwargs = get_kwargs(ModelConfig)["dtype"]
                direct_kwargs["default"] = None
                group.add_argument("--direct", **direct_kwargs)
                parser.add_argument("--device", choices=["cuda", "cpu"], deprecated=True)
                return parser
        class AsyncEngineArgs(EngineArgs):
            @staticmethod
            def add_cli_args(parser):
                return EngineArgs.add_cli_args(parser)
        """,
    "vllm/envs.py": """
        import os
        environment_variables = {
            "VLLM_PORT": lambda: os.getenv("VLLM_PORT", ""),
            "VLLM_METHOD": env_with_choices("VLLM_METHOD", "fork", ["spawn", "fork"]),
            "VLLM_DO_NOT_TRACK": lambda: os.environ.get("DO_NOT_TRACK", None) or "NOT_READ",
            "VLLM_SAMPLER": lambda: os.environ["VLLM_SAMPLER"] if "VLLM_SAMPLER" in os.environ else None,
        }
        """,
}


def build(folder: Path, sources: dict[str, str]) -> Path:
    wheel = folder / "vllm-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in sources.items():
            archive.writestr(path, dedent(text))
    return wheel


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return build(tmp_path, SOURCES)


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("host", Flag("value")),
        ("log_level", Flag("value", choices=("debug", "info"))),
        ("grpc", Flag("switch", serve_only=True)),
        ("dtype", Flag("value", choices=("auto", "half"))),
        ("direct", Flag("value", choices=("auto", "half"))),
        ("enforce_eager", Flag("boolean")),
        ("quantization", Flag("value", known=("awq", "gptq"))),
        ("attention_backend", Flag("value", known=("FLASH", "TRITON"))),
        ("mode", Flag("value", known=("auto", "half"))),
        ("traces", Flag("value", known=("None", "a", "b"))),
        ("max_model_len", Flag("value")),
        ("device", Flag("value", choices=("cpu", "cuda"), deprecated=True)),
    ],
)
def test_a_flag_is_what_vllm_makes_of_its_type_hint(wheel: Path, name: str, flag: Flag) -> None:
    assert read_flags(WheelSource(wheel))[name] == flag


def test_nothing_else_is_taken_for_a_flag(wheel: Path) -> None:
    flags = set(read_flags(WheelSource(wheel)))
    assert len(flags) == 12
    assert not {"model_tag", "counted", "e"} & flags


def test_older_versions_refuse_what_a_literal_beside_str_does_not_name(tmp_path: Path) -> None:
    source = SOURCES["vllm/engine/arg_utils.py"].replace('"metavar" if str in hints else "choices"', '"choices"')
    flags = read_flags(WheelSource(build(tmp_path, SOURCES | {"vllm/engine/arg_utils.py": source})))
    assert flags["mode"] == Flag("value", choices=("auto", "half"))


def test_a_source_that_is_built_otherwise_is_an_error_and_not_a_shorter_list(tmp_path: Path) -> None:
    source = SOURCES["vllm/engine/arg_utils.py"].replace('**model_kwargs["dtype"]', "**surprise()")
    with pytest.raises(LookupError, match="surprise"):
        read_flags(WheelSource(build(tmp_path, SOURCES | {"vllm/engine/arg_utils.py": source})))


def test_a_flag_for_a_field_that_the_class_lost_is_an_error(tmp_path: Path) -> None:
    source = SOURCES["vllm/config/model.py"].replace("length: int = 0", "")
    with pytest.raises(LookupError, match="length"):
        read_flags(WheelSource(build(tmp_path, SOURCES | {"vllm/config/model.py": source})))


def test_the_variables_are_those_that_the_source_reads(wheel: Path) -> None:
    assert read_vllm_variables(WheelSource(wheel)) == {
        "DO_NOT_TRACK": (),
        "VLLM_DO_NOT_TRACK": (),
        "VLLM_METHOD": ("fork", "spawn"),
        "VLLM_PORT": (),
        "VLLM_SAMPLER": (),
    }


def test_another_packages_variables_are_the_quoted_words_with_its_prefix(tmp_path: Path) -> None:
    wheel = build(tmp_path, {"hub/constants.py": 'OFFLINE = os.environ.get("HF_HUB_OFFLINE")\nx = "see HF_HOME"\ny = \'HF_\'\n'})
    assert read_named_variables(wheel, ["HF_"]) == ["HF_HUB_OFFLINE"]


def test_the_servers_parser_is_found_where_vllm_0_33_has_it(tmp_path: Path) -> None:
    old, new = "openai/cli_args", "common/cli_args"
    moved = {path.replace(old, new): text.replace(old.replace("/", "."), new.replace("/", ".")) for path, text in SOURCES.items()}
    (tmp_path / "moved").mkdir()
    assert read_flags(WheelSource(build(tmp_path / "moved", moved))) == read_flags(WheelSource(build(tmp_path, SOURCES)))
