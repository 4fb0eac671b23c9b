"""Mistakes keep the site from being built: what can be done at once, before they are mended."""

from __future__ import annotations

from typing import Final

from statusgen.commands.report import some
from statusgen.problems import Problem

__all__ = ["way_out"]

HEADLESS: Final = frozenset(
    {
        *("file-too-large", "not-text", "not-utf-8", "no-front-matter", "toml-front-matter"),
        *(
            "merge-conflict",
            "unclosed-front-matter",
            "yaml-documents",
            "yaml-feature",
            "yaml-no-keys",
        ),
        *("yaml-syntax", "yaml-too-deep"),
    }
)
"""Codes of problems with which ``draft: true`` cannot be read."""


def way_out(problems: tuple[Problem, ...]) -> tuple[str, ...]:
    """Say how everything but the texts with errors can be published now."""
    stopping = {problem.span.path for problem in problems if problem.is_error}
    texts = {path for path in stopping if path.endswith(".md")}
    if not texts:
        return ()
    headless = {problem.span.path for problem in problems if problem.code in HEADLESS}
    ways = (
        ("`draft: true` in", sorted(texts - headless)),
        ("a `_` before the name of", sorted(texts & headless)),
    )
    told = " and ".join(f"{what} {some(paths)}" for what, paths in ways if paths)
    rest = f", once {some(sorted(stopping - texts))} is right" if texts < stopping else ""
    return (f"Quick way out: {told} publishes the rest now{rest}.",)
