"""What a page is given on its way to the browser, beside its published bytes.

A script that reloads it, shows what is wrong, and leads from each text to its
place in the editor. All of it stands under :data:`ROOT`, where no site has a
page, and comes from the same origin, as the pages' Content-Security-Policy asks.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

from statusgen import addresses
from statusgen.model import Text
from statusgen.outputs.pages.incidents import Thread
from statusgen.outputs.pages.postmortems import PostmortemView
from statusgen.problems import Problem, Span
from statusgen.rendering.artifact import Artifact

ROOT: Final = ".statusgen/"
"""Of our own addresses: static files are never hidden, but for those of ``.well-known/``."""
SCRIPT: Final = f"{ROOT}overlay.js"
STYLE: Final = f"{ROOT}overlay.css"
EVENTS: Final = f"{ROOT}events"

FILES: Final = Path(__file__).parent

VS_CODE: Final = "vscode://file{path}:{line}:{column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorLink:
    """How a place is opened in the editor."""

    folder: Path
    """The project's."""
    template: str = VS_CODE
    """An address with ``{path}``, ``{line}`` and ``{column}``."""

    def url(self, path: str, line: int = 1, column: int = 1) -> str:
        """Return the address that opens a file of the project at a place."""
        values = {
            "{path}": quote(str(self.folder / path)),
            "{line}": str(max(line, 1)),
            "{column}": str(max(column, 1)),
        }
        url = self.template
        for name, value in values.items():
            url = url.replace(name, value)
        return url


def with_script(page: bytes, edition: str, as_of: datetime | None) -> bytes:
    """Return a page that loads the script, before any other, and says of which edition it is.

    ``as_of`` is the instant that its clock is to begin at; ``None``: the browser's own.
    """
    clock = f' data-now="{as_of.isoformat()}"' if as_of else ""
    element = f'<script src="/{SCRIPT}" data-edition="{edition}"{clock}></script>\n'
    places = (page.find(mark) for mark in (b"<script", b"</head>"))
    place = min((place for place in places if place >= 0), default=0)
    return page[:place] + element.encode() + page[place:]


def stand_in(problems: Iterable[Problem]) -> bytes:
    """Return the page that stands where there is none yet, for mistakes in the files."""
    report = "\n\n".join(problem.as_text() for problem in _by_weight(problems))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<title>Not built yet</title>\n</head>\n<body>\n<main>\n"
        "<h1>Not built yet</h1>\n"
        "<p>Something has to be put right first. This page reloads when it is.</p>\n"
        f"<noscript><pre>{html.escape(report)}</pre></noscript>\n"
        "</main>\n</body>\n</html>\n"
    ).encode()


def _by_weight(problems: Iterable[Problem]) -> list[Problem]:
    """Return errors before warnings: on a small screen only the first one is seen."""
    return sorted(problems, key=lambda problem: not problem.is_error)


def message(
    edition: str, problems: Iterable[Problem], artifact: Artifact | None, editor: EditorLink
) -> str:
    """Return what the script is told, as JSON; ``artifact`` is the page that it stands on."""
    texts = _texts(artifact) if artifact else ()
    return json.dumps(
        {
            "edition": edition,
            "problems": [_problem(each, editor) for each in _by_weight(problems)],
            "texts": [_text(at, text, editor) for at, text in texts],
        }
    )


def _problem(problem: Problem, editor: EditorLink) -> dict[str, object]:
    span = problem.span
    return {
        "severity": str(problem.severity),
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "place": span.place,
        "excerpt": "\n".join(span.excerpt()),
        "url": editor.url(span.path, span.line, span.column) if _is_file(span) else "",
    }


def _text(at: str, text: Text, editor: EditorLink) -> dict[str, object]:
    return {
        "at": at,
        "place": f"{text.path}:{text.line}",
        "url": editor.url(text.path, text.line),
    }


def _is_file(span: Span) -> bool:
    return span.path.startswith(("content/", "themes/"))


def _texts(artifact: Artifact) -> Iterator[tuple[str, Text]]:
    """Yield the texts that a page shows, each with a selector of the element it belongs to."""
    for value in _parts(artifact.values):
        match value:
            case Thread():
                is_own = artifact.path == addresses.output_path(addresses.incident(value.slug))
                yield from _of_thread(value, is_own=is_own)
            case PostmortemView(body=body) if body:
                yield "main h1", replace(body, line=1)
                yield "article.body", body


def _of_thread(thread: Thread, *, is_own: bool) -> Iterator[tuple[str, Text]]:
    bodies = [(entry.id, entry.body) for entry in thread.entries if entry.body]
    card = f'[id="incident-{thread.slug}"]'
    first = next((text for text in (thread.summary, *(body for _, body in bodies)) if text), None)
    if first:
        yield "main h1" if is_own else f"{card} h2", replace(first, line=1)
    if thread.summary:
        yield ".story > .body" if is_own else f"{card} > .body", thread.summary
    for known, body in bodies:
        anchor = addresses.anchor(known, "" if is_own else thread.slug)
        yield f'[id="{anchor}"] > h3', body


def _parts(value: object) -> Iterator[object]:
    """Go through frozen values, down to those that show texts."""
    if isinstance(value, Thread | PostmortemView):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _parts(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _parts(getattr(value, field.name))
