"""Values of YAML: any text, written so that it is read again as it was."""

from __future__ import annotations

import json

from statusgen.problems import Problems
from statusgen.source.text import Mapping, Scalar, Source
from statusgen.source.tree import parse_yaml, quoted

__all__ = ["scalar"]


def scalar(text: str) -> str:
    """Return a text of one line as a value behind ``key: ``, in quotes only where it needs them."""
    for written in (text, quoted(text)):
        if _read(written) == text:
            return written
    return json.dumps(text, ensure_ascii=False)


def _read(written: str) -> str | None:
    """Return what is read of a value that was written; ``None`` where it is a mistake."""
    problems = Problems()
    node = parse_yaml(Source(path="value", text=f"key: {written}\n"), problems)
    value = node.get("key") if isinstance(node, Mapping) else None
    return value.text if isinstance(value, Scalar) and not len(problems) else None
