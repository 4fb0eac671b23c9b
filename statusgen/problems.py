"""What is wrong with the content: where, what, and what to do about it.

A mistake is a value: whoever finds one adds it to a :class:`Problems` and
carries on, so that one run reports them all. What reads a single value raises
:class:`InvalidValueError`, which becomes a problem where the place of the value
is known. The pipeline raises :class:`Rejected` at its two barriers, and nowhere
else. This module knows nothing of the content and does not print.
"""

from __future__ import annotations

import enum
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_QUOTE = 60
"""Characters of a value that a message quotes."""

SHOWN_WIDTH = 100
"""Columns of a source line that a report shows; longer lines are cut around the caret."""


class Severity(enum.StrEnum):
    """Errors keep the output from being written; warnings do not, unless asked to."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in a file, wide enough to be drawn without reading the file again."""

    path: str
    """The file, relative to the project, with ``/``."""
    line: int = 1
    """From 1; 0 is the file as a whole (missing, not text, too large)."""
    column: int = 1
    """From 1, in characters."""
    length: int = 1
    """Characters to underline, at least 1."""
    text: str = ""
    """The line itself, without its end."""

    @property
    def place(self) -> str:
        """The file, and where in it: ``content/site.yml:3:1``."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path

    def part(self, text: str) -> Span:
        """Return the place of a text within this one; all of it where the line shows no such."""
        start = self.text.find(text, self.column - 1, self.column - 1 + self.length) if text else -1
        return replace(self, column=start + 1, length=len(text)) if start >= 0 else self

    def excerpt(self) -> tuple[str, ...]:
        """Return the line with its number, between a rule and a caret; nothing of a whole file."""
        if not self.line or not self.text:
            return ()
        shown, start = _window(self)
        number = str(self.line)
        gutter = " " * len(number)
        marked = _width(shown[start : start + self.length])
        caret = " " * _width(shown[:start]) + "^" * max(1, marked)
        return (f" {gutter} |", f" {number} | {shown}", f" {gutter} | {caret}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: a sentence, its place, and the remedy."""

    code: str
    """Documented and never renamed: ``unknown-component``."""
    message: str
    """One sentence without a full stop that names the value at fault."""
    span: Span
    severity: Severity = Severity.ERROR
    hint: str = ""
    """What to do, in one or two sentences; may hold several lines."""

    @property
    def is_error(self) -> bool:
        """Whether it keeps the output from being written."""
        return self.severity is Severity.ERROR

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """By place, then by code: the order of a report."""
        return (self.span.path, self.span.line, self.span.column, self.code, self.message)

    def as_warning(self) -> Problem:
        """Return the same problem where it must not stop a build (CONTENT, law 5)."""
        return replace(self, severity=Severity.WARNING)

    def as_text(self) -> str:
        """Return the report for people: place, sentence, the line with a caret, the hint."""
        what = f"{self.severity}[{self.code}]: {self.message}"
        lines = [printable(f"{self.span.place}: {what}"), *self.span.excerpt()]
        for row, text in enumerate(self.hint.splitlines()):
            lines.append(f"   {'hint: ' if row == 0 else '      '}{printable(text)}")
        return "\n".join(lines)

    def as_github(self) -> str:
        """Return a workflow command, which a forge shows beside the line (GitHub Actions)."""
        span = self.span
        text = self.message + (f"\n{self.hint}" if self.hint else "")
        where = f"file={_property(span.path)}"
        if span.line:
            where += f",line={span.line},col={span.column},endColumn={span.column + span.length}"
        return f"::{self.severity} {where},title={_property(self.code)}::{_data(text)}"

    def as_record(self) -> dict[str, object]:
        """Return the JSON form: plain values, every key always there."""
        return {
            "severity": str(self.severity),
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "path": self.span.path,
            "line": self.span.line,
            "column": self.span.column,
            "length": self.span.length,
        }


def warning(code: str, message: str, span: Span, hint: str = "") -> Problem:
    """Return a mistake that does not keep the output from being written."""
    return Problem(code=code, message=message, span=span, severity=Severity.WARNING, hint=hint)


@dataclass(eq=False, kw_only=True)
class InvalidValueError(ValueError):
    """Raised by what reads a single value, and knows nothing of the value's place."""

    code: str
    message: str
    hint: str
    part: str = ""
    """What of the value is at fault, if not all of it."""

    def at(self, span: Span) -> Problem:
        """Return the problem of a value that stands there."""
        return Problem(
            code=self.code, message=self.message, span=span.part(self.part), hint=self.hint
        )


class Problems:
    """A collector. Parsers add to it and carry on."""

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        """Start with what is already known."""
        self._found: dict[Problem, None] = dict.fromkeys(found)

    def error(self, code: str, message: str, span: Span, hint: str = "") -> None:
        """Add a mistake that keeps the output from being written."""
        self.add(Problem(code=code, message=message, span=span, hint=hint))

    def warning(self, code: str, message: str, span: Span, hint: str = "") -> None:
        """Add a mistake that does not."""
        self.add(warning(code, message, span, hint))

    def add(self, problem: Problem) -> None:
        """Add one problem; the same one twice is one."""
        self._found[problem] = None

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add several."""
        for problem in problems:
            self.add(problem)

    def attempt(
        self, span: Span, read: Callable[P, T], *args: P.args, **options: P.kwargs
    ) -> T | None:
        """Return what is read; where it is not valid, add that and return ``None``."""
        try:
            return read(*args, **options)
        except InvalidValueError as error:
            self.add(error.at(span))
            return None

    def drop(self, is_excused: Callable[[Problem], bool]) -> None:
        """Take back those that somebody has said do not apply."""
        self._found = {each: None for each in self._found if not is_excused(each)}

    def revise(self, revised: Callable[[Problem], Problem]) -> None:
        """Put another one in the place of each."""
        self._found = dict.fromkeys(map(revised, self._found))

    def __iter__(self) -> Iterator[Problem]:
        """Go through them sorted by place."""
        return iter(sorted(self._found, key=lambda problem: problem.sort_key))

    def __len__(self) -> int:
        """Count them."""
        return len(self._found)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Those that keep the output from being written, sorted."""
        return tuple(problem for problem in self if problem.is_error)


class Rejected(Exception):  # noqa: N818 - it is a verdict on the content, not a failure of ours
    """The content has mistakes; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep all of them, warnings included, sorted."""
        self.problems = tuple(Problems(problems))
        super().__init__(f"{len(self.problems)} problems")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` was probably meant to be, if one is near.

    Case, hyphens, underscores and blanks do not count: ``site-title`` finds ``site_title``.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - for somebody's slip alone

    folded = {_fold(name): name for name in sorted(known, reverse=True)}
    found = get_close_matches(_fold(word[:100]), sorted(folded), n=1, cutoff=0.67)
    return folded[found[0]] if found else None


def did_you_mean(
    near: str | None, otherwise: str = "", *, always: str = "", form: str = "`{}`"
) -> str:
    """Return the hint for an unknown word: the near one, or ``otherwise``; ``always`` follows.

    ``form`` is how the near one is written.
    """
    hint = f"Did you mean {form.format(near)}?" if near else otherwise
    return f"{hint} {always}".strip()


def as_json(problems: Iterable[Problem]) -> str:
    """Return a report for programs: ``{"problems": […]}``."""
    records = [problem.as_record() for problem in problems]
    return json.dumps({"problems": records}, ensure_ascii=False, indent=2)


def printable(text: str) -> str:
    """Replace, one for one, what would move the cursor or turn the line around."""
    return "".join(
        " " if char == "\t" else "�" if unicodedata.category(char) in {"Cc", "Cf", "Cs"} else char
        for char in text
    )


def short(text: str) -> str:
    """Return a text as messages quote it: on one line, and cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"


def _fold(word: str) -> str:
    return word.casefold().replace("-", " ").replace("_", " ").strip()


def _window(span: Span) -> tuple[str, int]:
    """Cut a line around its caret; return it and the caret's place in it, from 0."""
    start = min(max(span.column - 1, 0), len(span.text))
    low = max(0, start - SHOWN_WIDTH // 2) if start > SHOWN_WIDTH - 20 else 0
    high = low + SHOWN_WIDTH
    shown = printable(span.text[low:high])
    ends = ("…" if low else "", "…" if high < len(span.text) else "")
    return ends[0] + shown + ends[1], start - low + len(ends[0])


def _width(text: str) -> int:
    """Columns that a terminal gives to the text."""
    return sum(
        0
        if unicodedata.combining(char)
        else 2
        if unicodedata.east_asian_width(char) in {"W", "F"}
        else 1
        for char in text
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
