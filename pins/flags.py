"""The flags of ``vllm serve``, by following the calls of ``add_argument`` from the subcommand down as they stand in the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pins.hints import Flag, fields_of, flag_of, read_hints
from pins.wheel_source import Found, WheelSource

SUBCOMMAND = ("vllm.entrypoints.cli.serve", "ServeSubcommand", "subparser_init")
# Where `python -m vllm.entrypoints.openai.api_server` takes its parser from: in 0.33, and before.
SERVERS = tuple((f"vllm.entrypoints.{folder}.cli_args", "make_arg_parser") for folder in ("common", "openai"))
# The functions that hand the parser on. Platforms and plug-ins may add flags of their own; those for CUDA and CPUs add none.
PASSED_ON = {"make_arg_parser", "add_cli_args"}


@dataclass
class _Function:
    """A function that adds arguments, and what its local names stand for."""

    where: Found
    class_: Found | None
    configurations: dict[str, Found] = field(default_factory=dict)  # name_kwargs = get_kwargs(Configuration)
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)  # name = name_kwargs["field"]
    extended: set[tuple[str, str]] = field(default_factory=set)  # name_kwargs["field"]["choices"] += ...


def read_flags(source: WheelSource) -> dict[str, Flag]:
    """Every long flag by its name with underscores. Raises LookupError where the source is not built as expected."""
    module, subcommand, method = SUBCOMMAND
    class_ = source.find(module, subcommand)
    start = class_ and source.member(class_, method)
    if start is None:
        raise LookupError(f"{module} has no {subcommand}.{method}")
    server = next((found for name, function in SERVERS if (found := source.find(name, function))), None)
    if server is None:
        raise LookupError(f"none of {', '.join(name for name, _ in SERVERS)} has {SERVERS[0][1]}")
    of_server = {name for name, _ in _walk(source, server, None)}
    return {name: replace(flag, serve_only=name not in of_server) for name, flag in sorted(_walk(source, start, class_))}


def _walk(source: WheelSource, where: Found, class_: Found | None) -> Iterator[tuple[str, Flag]]:
    function = _locals(source, where, class_)
    for node in ast.walk(where.node):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(attr="add_argument"):
                yield from _flags_of_call(source, function, node)
            case ast.Name(id=name) if name in PASSED_ON and (found := source.find(where.module, name)):
                yield from _walk(source, found, None)
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if name in PASSED_ON:
                receiver = source.find(where.module, owner)
                method = receiver and source.member(receiver, name)
                if method is None:
                    raise LookupError(f"{where.module} calls {owner}.{name}, which the wheel lacks")
                yield from _walk(source, method, receiver)


def _locals(source: WheelSource, where: Found, class_: Found | None) -> _Function:
    function = _Function(where, class_)
    for node in ast.walk(where.node):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="get_kwargs"), args=[ast.Name(id=argument)])):
                found = class_ if argument == "cls" else source.find(where.module, argument)
                if found is None:
                    raise LookupError(f"{where.module} makes flags of {argument}, which the wheel lacks")
                function.configurations[name] = found
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Subscript(
                    value=ast.Call(func=ast.Name(id="get_kwargs"), args=[ast.Name(id=argument)]), slice=ast.Constant(value=str() as key)
                ),
            ) if found := source.find(where.module, argument):
                function.configurations[argument] = found
                function.fields[name] = (argument, key)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if item := _item(value):
                function.fields[name] = item
            case ast.AugAssign(target=ast.Subscript(value=value, slice=ast.Constant(value="choices"))) if item := _item(value):
                function.extended.add(item)
    return function


def _item(node: ast.AST) -> tuple[str, str] | None:
    """``name["item"]`` as (name, item)."""
    match node:
        case ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=str() as item)):
            return owner, item
    return None


def _flags_of_call(source: WheelSource, function: _Function, call: ast.Call) -> Iterator[tuple[str, Flag]]:
    names = [item.value for item in call.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    if any(isinstance(item, ast.JoinedStr) for item in call.args):
        assert function.class_ is not None
        for name, _ in fields_of(source, function.class_):
            yield name, flag_of(source, function.class_, name)
        return
    long = [name for name in names if name.startswith("--")]
    if not long and names != ["model_tag"]:
        raise LookupError(f"{function.where.module} line {call.lineno}: cannot read the flag of {ast.unparse(call)[:80]}")
    for name in long:
        yield name[2:].replace("-", "_"), _explicit(source, function, call, _derived(source, function, call))


def _derived(source: WheelSource, function: _Function, call: ast.Call) -> Flag:
    """The flag of the field that is spread into the call with ``**``, if one is."""
    for keyword in call.keywords:
        if keyword.arg is not None:
            continue
        for node in ast.walk(keyword.value):
            item = function.fields.get(node.id) if isinstance(node, ast.Name) else _item(node)
            if item and item[0] in function.configurations:
                flag = flag_of(source, function.configurations[item[0]], item[1])
                return replace(flag, known=flag.choices, choices=()) if item in function.extended else flag
        raise LookupError(f"{function.where.module} line {call.lineno}: cannot tell what is spread into {ast.unparse(call)[:80]}")
    return Flag("value")


def _explicit(source: WheelSource, function: _Function, call: ast.Call, flag: Flag) -> Flag:
    """What the call itself says wins."""
    said: Mapping[str, Any] = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    if action := said.get("action"):
        text = ast.unparse(action)
        kind = "boolean" if "BooleanOptionalAction" in text else "switch" if text in {"'store_true'", "'store_false'"} else "value"
        flag = replace(flag, kind=kind)  # type: ignore[arg-type]
    if "choices" in said:
        flag = replace(flag, choices=tuple(sorted(_choices(source, function.where.module, said["choices"]))), known=())
    if "deprecated" in said:
        flag = replace(flag, deprecated=ast.literal_eval(said["deprecated"]))
    return flag


def _choices(source: WheelSource, module: str, node: ast.expr) -> Iterator[str]:
    match node:
        case ast.List(elts=items) | ast.Tuple(elts=items):
            yield from (str(ast.literal_eval(item)) for item in items)
        case ast.BinOp(left=left):  # ["auto", "cpu"] + what the platform adds
            yield from _choices(source, module, left)
        case ast.Call(func=ast.Name(id="list"), args=[ast.Attribute()]):
            return  # a registry that fills when parsers are imported
        case ast.Call(func=ast.Name(id="get_args"), args=[argument]):
            yield from (value for hint in read_hints(source, module, argument) for value in hint.values)
        case ast.ListComp(elt=ast.Attribute(attr="value"), generators=[ast.comprehension(iter=ast.Name(id=name))]):
            found = source.find(module, name)
            if found is None or not isinstance(found.node, ast.ClassDef):
                raise LookupError(f"{module} has no enumeration {name}")
            for item in found.node.body:
                if isinstance(item, ast.Assign):
                    yield str(ast.literal_eval(item.value))
        case _:
            raise LookupError(f"{module}: cannot read the choices {ast.unparse(node)[:80]}")
