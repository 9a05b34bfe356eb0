"""A page of HTML from a template: one file with its style and its script in it, which asks for no other."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from markupsafe import Markup

OWN = "kaggle_utils.report"


def render(template: str, context: Mapping[str, Any], filters: Mapping[str, Callable[..., Any]], package: str = OWN) -> str:
    """The template of a package filled in. It may extend this package's ``layout.jinja``, which brings the style and the script."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(each) for each in dict.fromkeys((package, OWN))]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= filters
    style, script = (_read(name) for name in ("style.css", "search.js"))
    return environment.get_template(template).render({**context, "style": style, "script": script, "script_hash": _hash(script)})


def _read(name: str) -> Markup:
    """A file of ours that goes into the page as it is."""
    return Markup((files(OWN) / "templates" / name).read_text(encoding="utf-8").strip())  # noqa: S704


def _hash(script: str) -> str:
    """The hash by which the page's Content-Security-Policy lets this script run, and no other."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
