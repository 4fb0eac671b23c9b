"""Mistakes in the content: what is wrong, where, and how to fix it.

A mistake is a value. Parsers add it to a :class:`Problems` and carry on, so one run
reports them all. A function that reads a single value does not know the value's
place: it raises :class:`InvalidValueError`, and its caller makes that a problem.
Only the pipeline raises :class:`Rejected`, at its two barriers.
"""

from __future__ import annotations

import enum
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from traceback import walk_tb
from typing import ParamSpec, TypeVar

from statusgen.lookalikes import describe, place_as_typed, plain

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_QUOTE = 60
"""Characters of a value that a message quotes."""

SHOWN_WIDTH = 100
"""Columns of a source line in a report; longer lines are cut around the caret."""


class Severity(enum.StrEnum):
    """An error stops the build. A warning does not, unless ``--strict`` is given."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in a file, with its line, so a report can show it without reading the file again."""

    path: str
    """The file, relative to the project, with ``/``."""
    line: int = 1
    """From 1; 0 means the whole file (missing, not text, too large)."""
    column: int = 1
    """From 1, in characters."""
    length: int = 1
    """Characters to underline, at least 1."""
    text: str = ""
    """The line itself, without its end."""

    @property
    def place(self) -> str:
        """The file, line and column: ``content/site.yml:3:1``."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path

    @property
    def lookalike(self) -> str:
        """A sentence that names a lookalike other than a dash, after a space; empty without one."""
        shown = self.text[self.column - 1 :][: self.length]
        places = (place for place, char in enumerate(shown) if plain(char) not in {char, "-"})
        return next((f" {describe(shown, place)}" for place in places), "")

    def part(self, text: str) -> Span:
        """Return the place of a text inside this one, or this one if the text is not there.

        The text may be in its plain form.
        """
        shown = self.text[self.column - 1 :][: self.length]
        if text and (start := shown.find(text)) >= 0:
            return replace(self, column=self.column + start, length=len(text))
        start = plain(shown).find(plain(text)) if plain(text) else -1
        first, last = (
            place_as_typed(shown, each) for each in (start, start + len(plain(text)) - 1)
        )
        return (
            replace(self, column=self.column + first, length=last + 1 - first)
            if start >= 0
            else self
        )

    def excerpt(self) -> tuple[str, ...]:
        """Return the line with its number and a caret below it; nothing for a whole file."""
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
    """One mistake: a message, its place, and a hint."""

    code: str
    """Documented and never renamed: ``unknown-component``."""
    message: str
    """One sentence that names the value, without a full stop."""
    span: Span
    severity: Severity = Severity.ERROR
    hint: str = ""
    """What to do, in one or two sentences; may have several lines."""

    @property
    def is_error(self) -> bool:
        """Whether it stops the build."""
        return self.severity is Severity.ERROR

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """The order of a report: by place, then by code."""
        return (self.span.path, self.span.line, self.span.column, self.code, self.message)

    def as_warning(self) -> Problem:
        """Return the same problem as a warning: a file that is not published stops no build."""
        return replace(self, severity=Severity.WARNING)

    def as_text(self) -> str:
        """Return the report for people: place, message, the line with a caret, the hint."""
        what = f"{self.severity}[{self.code}]: {self.message}"
        lines = [printable(f"{self.span.place}: {what}"), *self.span.excerpt()]
        for row, text in enumerate(self.hint.splitlines()):
            lines.append(f"   {'hint: ' if row == 0 else '      '}{printable(text)}")
        return "\n".join(lines)

    def as_github(self) -> str:
        """Return a workflow command of GitHub Actions, which the forge shows next to the line."""
        span = self.span
        text = self.message + (f"\n{self.hint}" if self.hint else "")
        where = f"file={_property(span.path)}"
        if span.line:
            where += f",line={span.line},col={span.column},endColumn={span.column + span.length}"
        return f"::{self.severity} {where},title={_property(self.code)}::{_data(text)}"

    def as_record(self) -> dict[str, object]:
        """Return plain values for JSON, always with every key."""
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
    """Return a mistake that does not stop the build."""
    return Problem(code=code, message=message, span=span, severity=Severity.WARNING, hint=hint)


def internal_error(error: Exception, path: str) -> Problem:
    """Return the problem of an exception that only a bug in statusgen can raise."""
    *_, (frame, line) = walk_tb(error.__traceback__)
    place = f"{frame.f_code.co_filename.rpartition('statusgen/')[2]}:{line}"
    draft = ". To go on without the file, add `draft: true` to it" if path.endswith(".md") else ""
    return Problem(
        code="internal-error",
        message=f"This triggered a bug in statusgen: {short(f'{type(error).__name__}: {error}')}",
        span=Span(path=path, line=0),
        hint=f"The file may be correct. Please report the bug, with the place {place}{draft}.",
    )


@dataclass(eq=False, kw_only=True)
class InvalidValueError(ValueError):
    """Raised for a value that cannot be read, by a function that does not know its place."""

    code: str
    message: str
    hint: str
    part: str = ""
    """The part of the value that is wrong; empty for all of it."""

    def at(self, span: Span) -> Problem:
        """Return the problem of a value at a place."""
        return Problem(
            code=self.code,
            message=self.message,
            span=span.part(self.part),
            hint=self.hint + span.lookalike,
        )


class Problems:
    """Collects mistakes. Parsers add to it and carry on."""

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        """Start with the problems found so far."""
        self._found: dict[Problem, None] = dict.fromkeys(found)

    def error(self, code: str, message: str, span: Span, hint: str = "") -> None:
        """Add a mistake that stops the build."""
        self.add(Problem(code=code, message=message, span=span, hint=hint))

    def warning(self, code: str, message: str, span: Span, hint: str = "") -> None:
        """Add a mistake that does not stop the build."""
        self.add(warning(code, message, span, hint))

    def add(self, problem: Problem) -> None:
        """Add one problem; adding it again changes nothing."""
        self._found[problem] = None

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add several."""
        for problem in problems:
            self.add(problem)

    def attempt(
        self, span: Span, read: Callable[P, T], *args: P.args, **options: P.kwargs
    ) -> T | None:
        """Return what a function reads; if it raises, add the problem and return ``None``."""
        try:
            return read(*args, **options)
        except InvalidValueError as error:
            self.add(error.at(span))
            return None

    def drop(self, is_excused: Callable[[Problem], bool]) -> None:
        """Remove the problems that do not apply."""
        self._found = {each: None for each in self._found if not is_excused(each)}

    def revise(self, revised: Callable[[Problem], Problem]) -> None:
        """Replace each problem by another one."""
        self._found = dict.fromkeys(map(revised, self._found))

    def __iter__(self) -> Iterator[Problem]:
        """Iterate in the order of a report."""
        return iter(sorted(self._found, key=lambda problem: problem.sort_key))

    def __len__(self) -> int:
        """Return the number of problems."""
        return len(self._found)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The mistakes that stop the build, sorted."""
        return tuple(problem for problem in self if problem.is_error)


class Rejected(Exception):  # noqa: N818 - it is a verdict on the content, not a failure of ours
    """The content has mistakes, so nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep all problems, including warnings, sorted."""
        self.problems = tuple(Problems(problems))
        super().__init__(f"{len(self.problems)} problems")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, if one is similar.

    Case, hyphens, underscores and spaces do not count: ``site-title`` finds ``site_title``.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only needed for a typo

    folded = {_fold(name): name for name in sorted(known, reverse=True)}
    found = get_close_matches(_fold(word[:100]), sorted(folded), n=1, cutoff=0.67)
    return folded[found[0]] if found else None


def did_you_mean(
    near: str | None, otherwise: str = "", *, always: str = "", form: str = "`{}`"
) -> str:
    """Return a hint: "Did you mean ``near``?" if there is one, or ``otherwise``; then ``always``.

    ``form`` is how the near one is written.
    """
    hint = f"Did you mean {form.format(near)}?" if near else otherwise
    return f"{hint} {always}".strip()


def as_json(problems: Iterable[Problem]) -> str:
    """Return the report as JSON: ``{"problems": […]}``."""
    records = [problem.as_record() for problem in problems]
    return json.dumps({"problems": records}, ensure_ascii=False, indent=2)


def printable(text: str) -> str:
    """Replace each character that would move the cursor or change the writing direction."""
    return "".join(
        " " if char == "\t" else "�" if unicodedata.category(char) in {"Cc", "Cf", "Cs"} else char
        for char in text
    )


def short(text: str) -> str:
    """Return a text as messages quote it: on one line, and cut if it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"


def _fold(word: str) -> str:
    return word.casefold().replace("-", " ").replace("_", " ").strip()


def _window(span: Span) -> tuple[str, int]:
    """Return the line, cut around its caret, and the place of the caret in it, from 0."""
    start = min(max(span.column - 1, 0), len(span.text))
    low = max(0, start - SHOWN_WIDTH // 2) if start > SHOWN_WIDTH - 20 else 0
    high = low + SHOWN_WIDTH
    shown = printable(span.text[low:high])
    ends = ("…" if low else "", "…" if high < len(span.text) else "")
    return ends[0] + shown + ends[1], start - low + len(ends[0])


def _width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
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
