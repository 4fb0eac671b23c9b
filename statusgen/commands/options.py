"""Options of several commands: text in, a value or a usage error out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, ParamSpec, TypeVar

from statusgen.authoring.escaping import on_one_line
from statusgen.commands.printing import UnableError
from statusgen.notation.times import parse_instant
from statusgen.problems import Problems, Span
from statusgen.reading.content import SITE_FILE, Content, zone_of
from statusgen.reading.site import SiteEntry
from statusgen.schema.urls import parse_site_url
from statusgen.source.text import Texts

P = ParamSpec("P")
T = TypeVar("T")

NO_PROJECT: Final = (
    f"No readable {SITE_FILE} in this folder or above it. Go to the folder of your project, or "
    "create a project with `statusgen init`."
)


class UsageError(UnableError):
    """The command line is wrong; the message says what is wrong and what to type instead."""


class OptionError(UsageError):
    """Some options have invalid values; the message has a line for each."""

    def __init__(self, *wrong: tuple[str, str]) -> None:
        """Take each option with its error."""
        self.wrong = wrong
        super().__init__("\n".join(f"{option}: {text}" for option, text in wrong))


def instant(text: str | None, clock: datetime, texts: Texts) -> datetime:
    """Return the time of ``--now``, in the site's zone by default; the clock if it is left out."""
    if text is None:
        return clock.replace(microsecond=0)
    return _value("--now", parse_instant, text, zone_of(texts)).at


def site_url(text: str | None) -> str | None:
    """Return the address of ``--base-url`` without a final slash; the rules are those of `url`."""
    return None if text is None else _value("--base-url", parse_site_url, text)


def line_of(option: str, text: str | None) -> str | None:
    """Return the text of an option on one line, without control characters; refuse no text."""
    line = on_one_line(text) if text is not None else None
    if line == "":
        raise OptionError((option, "The text is empty. Write one, or leave the option out."))
    return line


def site_in(content: Content) -> SiteEntry:
    """Return the site of a project; raise :class:`UsageError` if there is none."""
    if not content.site:
        raise UsageError(NO_PROJECT)
    return content.site


def _value(option: str, parse: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    """Return the value of an option; raise :class:`OptionError` if it is invalid."""
    problems = Problems()
    value = problems.attempt(Span(path=option), parse, *args, **more)
    if value is None:
        problem = problems.errors[0]
        raise OptionError((option, f"{problem.message}. {problem.hint}".rstrip()))
    return value
