"""What vLLM's ``get_kwargs`` makes of a field's type hint, worked out from the source: the kind of flag and the values that it takes.

Mirrors ``_compute_kwargs``, ``literal_to_kwargs`` and ``collection_to_kwargs`` of ``vllm/engine/arg_utils.py`` in 0.9.2, 0.19.1 and 0.28.0.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pins.wheel_source import Found, WheelSource

Kind = Literal["boolean", "switch", "value"]
COLLECTIONS = {"list", "List", "tuple", "Tuple", "set", "Set"}


@dataclass(frozen=True)
class Flag:
    """One flag of ``vllm serve``.

    ``boolean`` takes no value and has a form ``--no-...``; ``switch`` takes none and has no such form; ``value`` takes one or more.
    ``choices``: the parser refuses all else. ``known``: the values that the source names where the parser takes any text.
    ``serve_only``: ``python -m vllm.entrypoints.openai.api_server``, the same server, does not have it.
    """

    kind: Kind
    choices: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    deprecated: bool = False
    serve_only: bool = False


@dataclass(frozen=True)
class Hint:
    """One member of a union: a literal's or an enumeration's values, a collection of hints, or just the name of a type."""

    name: str
    values: tuple[str, ...] = ()
    items: tuple[Hint, ...] = ()
    enforced: bool = True


def flag_of(source: WheelSource, class_: Found, field: str) -> Flag:
    """The flag that vLLM derives from a field of a configuration class. Raises LookupError when the class has no such field."""
    found = dict(fields_of(source, class_)).get(field)
    if found is None:
        raise LookupError(f"{class_.module} has a flag for a field {field} that its class lacks")
    hints = list(read_hints(source, found.module, found.node))
    names = {hint.name for hint in hints}
    if "bool" in names and "dataclass" not in names:
        # 0.28.0 takes bool | str | None as a flag with an optional value; the older two special-case its only such field, hf_token.
        return Flag("value" if "str" in names else "boolean")
    collected = [item for hint in hints if hint.name in COLLECTIONS for item in hint.items]
    literals = [hint for hint in [*hints, *collected] if hint.name == "Literal"]
    values = tuple(sorted({value for hint in literals for value in hint.values}))
    # With str beside a literal, newer versions show the values but take any text; older ones refuse the rest.
    is_open = "dataclass" in names or not all(hint.enforced for hint in literals) or ("str" in names and _literals_may_be_open(source))
    if values and not is_open:
        return Flag("value", choices=tuple(sorted({*values, *(["None"] if "None" in names else [])})))
    members = {value for hint in hints if hint.name == "enumeration" for value in hint.values}
    return Flag("value", known=tuple(sorted({*values, *members})))


def fields_of(source: WheelSource, class_: Found) -> Iterator[tuple[str, Found]]:
    """The fields of a dataclass with their annotations, those of its bases first."""
    assert isinstance(class_.node, ast.ClassDef)
    for base in source.bases(class_):
        yield from fields_of(source, base)
    for item in class_.node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            outer = item.annotation.value if isinstance(item.annotation, ast.Subscript) else item.annotation
            if ast.unparse(outer).rpartition(".")[2] not in {"ClassVar", "InitVar"}:
                yield item.target.id, Found(class_.module, item.annotation)


def read_hints(source: WheelSource, module: str, node: Any) -> Iterator[Hint]:
    """The members of a type hint, unions and aliases opened up."""
    match node:
        case ast.Constant(value=None):
            yield Hint("None")
        case ast.Constant(value=str() as text):
            yield from read_hints(source, module, ast.parse(text, mode="eval").body)
        case ast.BinOp(left=left, right=right):
            yield from read_hints(source, module, left)
            yield from read_hints(source, module, right)
        case ast.Subscript(value=outer, slice=inner):
            items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            match ast.unparse(outer).rpartition(".")[2]:
                case "Union":
                    for item in items:
                        yield from read_hints(source, module, item)
                case "Optional":
                    yield from [*read_hints(source, module, inner), Hint("None")]
                case "Annotated" | "SkipValidation":
                    yield from read_hints(source, module, items[0])
                case "Literal":
                    yield Hint("Literal", tuple(_values(source, module, items)))
                case name if name in COLLECTIONS:
                    yield Hint(name, items=tuple(hint for item in items for hint in read_hints(source, module, item)))
                case name:
                    yield Hint(name)
        case ast.Name(id=name):
            yield from _named(source, module, name)
        case ast.Attribute(value=ast.Name(id=package), attr=name) if found := source.find(module, package):
            yield from _named(source, found.module, name)
        case _:
            yield Hint(ast.unparse(node))


def _named(source: WheelSource, module: str, name: str) -> Iterator[Hint]:
    found = source.find(module, name)
    if found is None:
        yield Hint(name)
    elif isinstance(found.node, ast.ClassDef):
        yield from _class_hints(found)
    elif isinstance(found.node, ast.Name) and found.node.id == name:
        yield Hint(name)
    else:
        for hint in read_hints(source, found.module, found.node):
            yield Hint(hint.name, hint.values, hint.items, enforced=False) if found.typing_only else hint


def _class_hints(class_: Found) -> Iterator[Hint]:
    assert isinstance(class_.node, ast.ClassDef)
    decorators = {ast.unparse(node).partition("(")[0] for node in class_.node.decorator_list}
    if decorators & {"config", "dataclass", "dataclasses.dataclass"}:
        yield Hint("dataclass")
    elif any("Enum" in ast.unparse(base) for base in class_.node.bases):
        yield Hint("enumeration", tuple(enumeration_members(class_)))
    else:
        yield Hint(class_.node.name)


def enumeration_members(class_: Found) -> Iterator[str]:
    """The names of an enumeration's members."""
    assert isinstance(class_.node, ast.ClassDef)
    for item in class_.node.body:
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name) and not item.targets[0].id.startswith("_"):
            yield item.targets[0].id


def _values(source: WheelSource, module: str, items: list[ast.expr]) -> Iterator[str]:
    for item in items:
        if isinstance(item, ast.Constant):
            yield str(item.value)
        else:
            yield from (value for hint in read_hints(source, module, item) for value in hint.values)


def _literals_may_be_open(source: WheelSource) -> bool:
    function = source.find("vllm.engine.arg_utils", "literal_to_kwargs")
    return function is not None and "'metavar'" in ast.unparse(function.node)
