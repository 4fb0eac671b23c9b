"""What the options of a command say: text in, a value out, or a usage error."""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeVar

from statusgen.authoring.escaping import clean
from statusgen.notation.times import parse_instant
from statusgen.problems import Problems, Span
from statusgen.reading.content import SITE_FILE, Content, zone_of
from statusgen.reading.site import SiteEntry
from statusgen.schema.urls import parse_site_url
from statusgen.source.text import Texts

T = TypeVar("T")


NO_PROJECT: Final = (
    f"There is no {SITE_FILE} that can be read, here or in a folder above. --project names the "
    "folder of your project; `statusgen init` makes a new one."
)


class UsageError(Exception):
    """The value of an option is none. The message names the option, and what would be one."""


class OptionError(UsageError):
    """Values of options are wrong; the message says which, a line each."""

    def __init__(self, *wrong: tuple[str, str]) -> None:
        """Take each option with what is wrong with its value."""
        self.wrong = wrong
        super().__init__("\n".join(f"{option}: {text}" for option, text in wrong))


def instant(text: str | None, clock: datetime, texts: Texts) -> datetime:
    """Return what ``--now`` says, in the site's zone where it names none; left out: the clock."""
    if text is None:
        return clock.replace(microsecond=0)
    problems = Problems()
    span = Span(path="--now", line=1, length=len(text), text=text)
    stamp = problems.attempt(span, parse_instant, text, zone_of(texts))
    return _usable(stamp, "--now", problems).at


def site_url(text: str | None) -> str | None:
    """Return what ``--base-url`` says, without a slash at the end; the rules are those of `url`."""
    if text is None:
        return None
    problems = Problems()
    url = problems.attempt(Span(path="--base-url"), parse_site_url, text)
    return _usable(url, "--base-url", problems)


def label(text: str | None) -> str | None:
    """Return what ``--preview`` says: any text that can be seen in a banner."""
    if text is not None and not text.strip():
        message = "The label is empty. Say what this is a preview of, such as a branch."
        raise OptionError(("--preview", message))
    return text


def title_of(text: str | None) -> str | None:
    """Return what ``--title`` says, on one line and without what no file may hold."""
    line = " ".join(clean(text).split()) if text is not None else None
    if line == "":
        message = "The title is empty. Leave the option out, or say what it is about."
        raise OptionError(("--title", message))
    return line


def site_in(content: Content) -> SiteEntry:
    """Return the site of a project; raise :class:`UsageError` where ``--project`` names none."""
    if content.site is None:
        raise UsageError(NO_PROJECT)
    return content.site


def _usable(value: T | None, option: str, problems: Problems) -> T:
    """Return what was read from an option; raise :class:`UsageError` where it was no use."""
    if value is None:
        problem = problems.errors[0]
        raise OptionError((option, f"{problem.message}. {problem.hint}".rstrip()))
    return value
