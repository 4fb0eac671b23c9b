"""Mistakes keep the site from being built: what can be done at once, before they are mended."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from statusgen import pipeline
from statusgen.commands.report import some
from statusgen.inputs import Inputs
from statusgen.pipeline import Options
from statusgen.problems import Problem, Rejected

__all__ = ["stopping", "way_out"]

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
        *("folder-loop", "outside-project", "unreadable-file"),
    }
)
"""Codes of problems with which ``draft: true`` cannot be read, or not even be written."""


def stopping(
    problems: tuple[Problem, ...], inputs: Inputs, options: Options
) -> tuple[Problem, ...]:
    """Return the errors, and those that come up where the texts with errors are not published.

    A postmortem cannot be without its incident, nor a link without where it leads.
    """
    found = tuple(problem for problem in problems if problem.is_error)
    while texts := _texts(found):
        rest = replace(
            inputs,
            files=tuple(file for file in inputs.files if file.path not in texts),
            unread=tuple(path for path in inputs.unread if path not in texts),
            problems=tuple(each for each in inputs.problems if each.span.path not in texts),
        )
        try:
            pipeline.plan(rest, options)
        except Rejected as rejected:
            more = tuple(each for each in rejected.problems if each.is_error)
        else:
            more = ()
        if _texts(more) <= texts:
            break
        found += more
    return found


def _texts(problems: tuple[Problem, ...]) -> frozenset[str]:
    return frozenset(each.span.path for each in problems if each.span.path.endswith(".md"))


def way_out(problems: tuple[Problem, ...]) -> tuple[str, ...]:
    """Say how everything but the texts that are :func:`stopping` it can be published now."""
    paths = {problem.span.path for problem in problems}
    texts = _texts(problems)
    if not texts:
        return ()
    headless = {problem.span.path for problem in problems if problem.code in HEADLESS}
    ways = (
        ("`draft: true` in", sorted(texts - headless)),
        ("a `_` before the name of", sorted(texts & headless)),
    )
    told = " and ".join(f"{what} {some(names)}" for what, names in ways if names)
    rest = f", once {some(sorted(paths - texts))} is right" if texts < paths else ""
    return (f"Quick way out: {told} publishes the rest now{rest}.",)
