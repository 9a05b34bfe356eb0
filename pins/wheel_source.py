"""The Python source inside a wheel, parsed but never imported: where a name is defined, however it was imported."""

from __future__ import annotations

import ast
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

Definition = ast.ClassDef | ast.FunctionDef | ast.expr


@dataclass(frozen=True)
class Found:
    """A definition and the module that it stands in. ``typing_only``: a type checker sees it, at run time the name is something else."""

    module: str
    node: Definition
    typing_only: bool = False


@dataclass
class Names:
    """What the names of a module are bound to: a definition in it, or (module, name) that it imports."""

    bound: dict[str, Definition | tuple[str, str]] = field(default_factory=dict)

    def read(self, body: list[ast.stmt], module: str, is_package: bool) -> None:
        """Take up the bindings of these statements; the last one counts."""
        for statement in body:
            match statement:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                    self.bound[name] = statement
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self.bound[name] = value
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    self.bound[name] = value
                case ast.ImportFrom(names=names):
                    origin = _absolute(statement, module, is_package)
                    self.bound.update({alias.asname or alias.name: (origin, alias.name) for alias in names})
                case ast.Import(names=names):
                    self.bound.update({alias.asname: (alias.name, "") for alias in names if alias.asname})
                case ast.Try(body=inner):
                    self.read(inner, module, is_package)


def _absolute(statement: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not statement.level:
        return statement.module or ""
    parents = module.split(".")
    parents = parents[: len(parents) - statement.level + is_package]
    return ".".join([*parents, statement.module] if statement.module else parents)


class WheelSource:
    """Reads modules of one wheel as they are asked for."""

    def __init__(self, wheel: Path) -> None:
        """Open the wheel; ``zipfile.BadZipFile`` if it is none."""
        self._archive = zipfile.ZipFile(wheel)
        self._names: dict[str, tuple[Names, Names]] = {}

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths inside the wheel."""
        return frozenset(self._archive.namelist())

    def path(self, module: str) -> str | None:
        """The file of a module, or None for one of another package."""
        stem = module.replace(".", "/")
        return next((path for path in (f"{stem}.py", f"{stem}/__init__.py") if path in self.files), None)

    def tree(self, module: str) -> ast.Module:
        """The module, parsed. Raises KeyError when the wheel has no such module."""
        path = self.path(module)
        if path is None:
            raise KeyError(f"the wheel has no module {module}")
        return ast.parse(self._archive.read(path), filename=path)

    def find(self, module: str, name: str) -> Found | None:
        """Where ``name``, as ``module`` sees it, is defined; None when that is outside the wheel."""
        if self.path(module) is None:
            return None
        runtime, typing = self._bindings(module)
        found = self._follow(module, runtime, name)
        # ``X = Any`` beside a definition that only a type checker sees hides the values that X can have.
        if found is None or (isinstance(found.node, ast.Name) and found.node.id in {"Any", "str"}):
            told = self._follow(module, typing, name)
            return Found(told.module, told.node, typing_only=True) if told else found
        return found

    def member(self, class_: Found, name: str) -> Found | None:
        """A method of a class or of its bases, the nearest one."""
        assert isinstance(class_.node, ast.ClassDef)
        for item in class_.node.body:
            if isinstance(item, ast.FunctionDef) and item.name == name:
                return Found(class_.module, item)
        return next((found for base in self.bases(class_) if (found := self.member(base, name))), None)

    def bases(self, class_: Found) -> list[Found]:
        """The base classes that the wheel itself defines."""
        assert isinstance(class_.node, ast.ClassDef)
        bases = [self.find(class_.module, base.id) for base in class_.node.bases if isinstance(base, ast.Name)]
        return [base for base in bases if base and isinstance(base.node, ast.ClassDef)]

    def _bindings(self, module: str) -> tuple[Names, Names]:
        if module not in self._names:
            runtime, typing = Names(), Names()
            is_package = (self.path(module) or "").endswith("/__init__.py")
            for statement in self.tree(module).body:
                if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
                    typing.read(statement.body, module, is_package)
                    runtime.read(statement.orelse, module, is_package)
                else:
                    runtime.read([statement], module, is_package)
            self._names[module] = runtime, typing
        return self._names[module]

    def _follow(self, module: str, names: Names, name: str) -> Found | None:
        match names.bound.get(name):
            case None:
                return None
            case (str() as origin, str() as original):
                return self.find(origin, original)
            case node:
                return Found(module, node)
