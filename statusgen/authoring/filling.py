"""Fill the placeholders of a scenario's texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from statusgen.authoring.escaping import as_value
from statusgen.markup.finding import Finder, Found
from statusgen.rendering.components import affected

if TYPE_CHECKING:
    from statusgen.rendering.components import TouchedComponent
    from statusgen.rendering.locale import Locale

_NOTHING = re.compile(r"\s*(?:[-*+]|\d+[.)])?\s*")
"""A line without words, such as the bullet of an empty item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The values of placeholders at one update. ``None`` or empty: not known."""

    at: datetime
    """The time of the update."""
    title: str
    components: tuple[TouchedComponent, ...] = ()
    """The components that it affects."""
    started: datetime | None = None
    next: datetime | None = None
    eta: datetime | None = None
    cause: str | None = None
    """Markdown, like ``fix``."""
    fix: str | None = None
    variables: tuple[tuple[str, str], ...] = ()
    """The values of the scenario's variables, as plain text."""


Values = Mapping[str, Callable[[], str]]
"""What makes the value of each placeholder, as Markdown. Most texts use few of them."""


def values_of(facts: Facts, locale: Callable[[], Locale]) -> Values:
    """Return what makes the value of each known placeholder.

    ``locale`` makes the language's locale, which is slow and rarely needed.
    """

    def moment(at: datetime) -> str:
        shown = locale().moment(at, facts.at, zone=True)
        return as_value(shown.replace("\N{NO-BREAK SPACE}", " "))

    def components() -> str:
        return as_value(affected(locale(), facts.components).text)

    texts = dict(facts.variables) | {"title": facts.title}
    times = {
        "now": facts.at,
        "started": facts.started,
        "next": facts.next,
        "eta": facts.eta,
    }
    written = {"cause": facts.cause, "fix": facts.fix}
    return (
        {name: partial(as_value, text) for name, text in texts.items()}
        | {name: partial(moment, at) for name, at in times.items() if at}
        | ({"components": components} if facts.components else {})
        | {name: partial(str, text) for name, text in written.items() if text}
    )


def fill(markdown: str, values: Values) -> str:
    """Return a text with its placeholders filled; those without a value stay.

    An empty value leaves no gap: the space next to it goes too, and so does its line or paragraph
    if nothing else is in it.
    """
    lines = markdown.split("\n")
    for found in reversed(_placeholders(markdown)):
        if found.value in values:
            value = values[found.value]()
            row = markdown.count("\n", 0, found.start)
            before = markdown[: found.start].rpartition("\n")[2]
            after = lines[row][len(before) + found.end - found.start :]
            lines[row] = f"{before}{value}{after}" if value else _closed(before, after)
            if not value and _NOTHING.fullmatch(lines[row]):
                is_paragraph = not "".join(lines[max(row - 1, 0) : row + 2 : 2])
                del lines[row : row + 1 + is_paragraph]
    return "\n".join(lines).strip("\n")


def _closed(before: str, after: str) -> str:
    """Return a line without its empty value."""
    if not before.strip():
        return before + after.lstrip()
    return (before if after[:1].isalnum() else before.rstrip()) + after


def left_open(texts: Iterable[str], values: Collection[str]) -> Iterator[str]:
    """Yield each placeholder without a value, once."""
    names = (found.value for text in texts for found in _placeholders(text))
    yield from dict.fromkeys(name for name in names if name not in values)


def _placeholders(markdown: str) -> tuple[Found, ...]:
    return Finder().placeholders(markdown) if "{{" in markdown else ()
