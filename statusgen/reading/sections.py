"""Split the body of an incident into sections, each a heading with the text below it.

A heading is ``## State — time`` in the first column. Any other heading of level 1
or 2 is a mistake, because it would silently end the text of an update.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType

from statusgen import model
from statusgen.lookalikes import place_as_typed, plain
from statusgen.model import Sort, State
from statusgen.notation.times import Stamp, parse_instant
from statusgen.notation.words import INTERNAL, MEANT, SORTS, STATES, fold
from statusgen.problems import Problems, Span, did_you_mean, nearest, short
from statusgen.source.page import Line
from statusgen.source.text import Scalar, Source

LONGEST_LINE = 1000
"""The most characters of a line that are searched: some patterns need quadratic time."""

_REMEDIES = MappingProxyType(
    {
        State.SCHEDULED: " `scheduled: {from: …, until: …}` in the front matter makes it "
        "maintenance.",
        State.NOTICE: " `kind: notice` in the front matter makes it a notice.",
    }
)
_MARKED = re.compile(r"(?P<indent>[ \t]*)(?P<marks>#+)(?P<blank>[ \t]+|$)?(?P<title>.*)")
"""A line with ``#`` marks, however far indented."""
_INDENTS = frozenset({"", " ", "  ", "   "})
"""The indents that a Markdown heading may have; with more it is code."""
_CLOSING = re.compile(r"(?:(?:^|[ \t]+)#+)?[ \t]*$")
_OTHER_BLOCK = re.compile(r" {0,3}#{3,6}(?:[ \t]|$)|\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)|\s*>")
"""Headings, lists and quotations, which end at a line that is not indented."""
_UNDERLINE = re.compile(r" {0,3}(?:-+|=+)[ \t]*")
_DAY = re.compile(r"\d{4}[-/.]\d")
_CLOCK = re.compile(r"\d[:.h]\d\d")
_BETWEEN = r"\s*[-\u2043·•|@:]+\s*|\s+at\s+"
_DASH = re.compile(_BETWEEN, re.IGNORECASE)
_DASH_OR_BLANK = re.compile(rf"{_BETWEEN}|\s+", re.IGNORECASE)
_SEPARATOR = re.compile(rf"(?:{_BETWEEN}|\s+)$", re.IGNORECASE)
AUDIENCE = re.compile(
    r"(?:for|pour) (?:the |les? |la |l['\u2019])?(?P<who>[^:]{1,60}?)\s*(?::\s*(?P<state>.+))?",
    re.IGNORECASE,
)
"""``For support``, or ``For support: Identified``."""
AUDIENCES = frozenset({"incident_manager", "communications", "support", "social", model.MANAGEMENT})
"""The audiences of a new project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One heading and the lines below it. A heading with a mistake has no state or no time."""

    heading: Span
    state: State | None = None
    stamp: Stamp | None = None
    internal: bool = False
    """Only for the team, and without a state: an internal section, or a scenario's runbook."""
    audience: Scalar | None = None
    """The audience of a text in a scenario, unless it is for everyone."""
    lines: tuple[Line, ...] = ()


def split(
    lines: Iterable[Line], reader: HeadingReader
) -> tuple[tuple[Line, ...], tuple[Section, ...]]:
    """Return the lines before the first heading that ``reader`` finds, and the sections."""
    parts: list[tuple[Section | None, list[Line]]] = [(None, [])]
    above = ""
    for line in lines:
        section = None if line.code else reader.read(line, above)
        above = "" if line.code or section else line.text
        if section:
            parts.append((section, []))
        else:
            parts[-1][1].append(line)
    sections = (replace(head, lines=tuple(rows)) for head, rows in parts if head)
    return tuple(parts[0][1]), tuple(sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingReader:
    """Finds and reads the headings of one file."""

    source: Source
    problems: Problems
    sort: Sort
    zone: str

    def read(self, line: Line, above: str) -> Section | None:
        """Return the section that a line begins, if any; ``above`` is the line before it."""
        text = line.plain[:LONGEST_LINE]
        found = _MARKED.fullmatch(text)
        is_bold = text.lstrip().startswith(("*", "_")) and not _OTHER_BLOCK.match(text)
        if not (found or is_bold or _UNDERLINE.fullmatch(line.text)):
            return None
        span = self.source.find(line.number, line.text.strip())
        if not found:
            if is_bold:
                bold = re.sub(r"\*+|(?<!\w)_+|_+(?!\w)", "", unescape(line.text[:LONGEST_LINE]))
                self._warn_of_update(bold.strip(), span)
            elif above.strip() and not (_OTHER_BLOCK.match(above) and text[0] != " "):
                self._report_underline(above[:LONGEST_LINE].strip(), span)
            return None
        marks, blank = found["marks"], found["blank"] is not None
        title = line.text[place_as_typed(line.text, found.start("title")) : LONGEST_LINE]
        title = unescape(_CLOSING.sub("", title, count=1))
        is_heading = marks == "##" or (marks == "#" and blank)
        if not is_heading or found["indent"] not in _INDENTS:
            self._warn_of_update(title, span)
            self._is_aside(title, span)
            return None
        if marks == "#":
            self._report_stray(f"`# {short(title)}` does not begin an update", title, span)
            return Section(heading=span) if _is_update(title) else None
        if blank and not found["indent"]:
            return self.read_title(title, line, span)
        self.problems.error(
            "indented-heading" if blank else "heading-without-blank",
            f"The heading `{short(title)}` must start in the first column"
            if blank
            else f"`{short(line.text)}` needs a space after {marks}",
            span,
            "Delete the spaces before it, or put it in a code fence to show it as text."
            if blank
            else f"Write `{marks} {title}`, or put a backslash before it to show it as text.",
        )
        return Section(heading=span)

    def read_title(self, title: str, line: Line, span: Span) -> Section:
        """Read ``State — time``."""
        if self._is_aside(title, span):
            return Section(heading=span)
        word, written = _parts(title)
        is_internal, state = INTERNAL.find(word) is not None, STATES.find(word)
        is_dated = _DAY.match(written) is not None
        if not word and is_dated:
            self.problems.error(
                "unknown-state",
                "The heading has no state before its time",
                span,
                "Write the state first: `## Update — 2026-11-20 14:05`.",
            )
        elif not (is_internal or state or is_dated):
            self._report_stray(
                f"`{short(title)}` is not an update" if title else "The heading is empty",
                title,
                span,
            )
        else:
            state = None if is_internal else self.check_state(state, word, line, span)
            stamp = self._read_time(written, title, word, line, span)
            return Section(heading=span, state=state, stamp=stamp, internal=is_internal)
        return Section(heading=span)

    def _is_aside(self, title: str, span: Span) -> bool:
        """Report a heading for an audience, and tell whether it is one."""
        found = AUDIENCE.fullmatch(plain(title).strip())
        is_aside = found is not None and (
            fold(found["who"]) in AUDIENCES
            if found["state"] is None
            else STATES.find(_parts(found["state"])[0]) is not None
        )
        if is_aside:
            self.problems.error(
                "stray-heading",
                f"`{short(title)}` is for an audience, but readers would see it",
                span,
                "Put texts for an audience into a scenario, below `## For support: Identified`, or "
                "below `## Internal — 2026-11-20 14:05`.",
            )
        return is_aside

    def check_state(self, state: State | None, word: str, line: Line, span: Span) -> State | None:
        """Return the state if this sort of file can have it; report others."""
        known = model.STATES[self.sort]
        if state in known:
            return state
        here = SORTS[self.sort]
        others = (SORTS[sort] for sort, each in model.STATES.items() if state in each)
        what = f"`{short(word)}` is not a state" if word else "The heading has no state"
        hint = f"Choose one of: {', '.join(known)}. `internal` is for the team."
        words = chain.from_iterable(each for state, each in STATES.words if state in known)
        meant = MEANT.find(word)
        near = nearest(word, (*words, *INTERNAL.spellings)) if meant not in known else meant.word
        self.problems.error(
            "wrong-state" if state else "unknown-state",
            f"`{word}` is a state of {' or '.join(others)}, not of {here}" if state else what,
            self.source.find(line.number, word) if word else span,
            did_you_mean(
                None if state else near, always=hint + (_REMEDIES.get(state, "") if state else "")
            ),
        )
        return None

    def _read_time(
        self, written: str, title: str, word: str, line: Line, span: Span
    ) -> Stamp | None:
        if re.search(r"\d", written):
            place = self.source.find(line.number, written)
            return self.problems.attempt(place, parse_instant, written, self.zone)
        self.problems.error(
            "heading-without-time",
            f"The heading `{short(title)}` has no time",
            span,
            f"Write the date and time after it: `## {word} — 2026-11-20 14:05`. A heading inside "
            "a text has three `#` marks.",
        )
        return None

    def _report_stray(self, message: str, title: str, span: Span) -> None:
        self.problems.error(
            "stray-heading",
            message,
            span,
            f"Did you mean `## {meant.heading} — 2026-11-20 14:05`? "
            f"Inside a text, write `### {title}`."
            if (meant := MEANT.find(title))
            else f"An update has two `#` marks: `## {short(title)}`."
            if _is_update(title)
            else f"Inside a text, write `### {short(title) or '…'}`. "
            "An update begins with `## Update — 2026-11-20 14:05`.",
        )

    def _report_underline(self, title: str, span: Span) -> None:
        self.problems.error(
            "underlined-heading",
            f"`{short(span.text.strip())}` turns the line above it into a heading",
            span,
            f"Write the update on one line: `## {short(title)}`."
            if _is_update(title)
            else "Put an empty line above it for a rule, or write `### …` for a heading.",
        )

    def _warn_of_update(self, title: str, span: Span) -> None:
        """Warn of a line in a text that looks like an update."""
        if _is_update(title):
            self.problems.warning(
                "update-in-text",
                f"`{short(span.text.strip())}` looks like an update, but is text",
                span,
                f"An update has two `#` marks at the start of the line: `## {short(title)}`.",
            )


def _parts(title: str) -> tuple[str, str]:
    """Split a heading into its state and its time, as written."""
    title = plain(title)
    day = _DAY.search(title) or re.search(r"\d", title)
    before, written = (title[: day.start()], title[day.start() :]) if day else (title, "")
    if day and not before.strip():
        return "", title
    found = _SEPARATOR.search(before) if day else None
    if found and (_is_word(before[: found.start()]) or _DAY.match(written)):
        return before[: found.start()], written
    separators = (_DASH_OR_BLANK if _CLOCK.search(title) else _DASH).finditer(title)
    named = (each for each in separators if _is_word(title[: each.start()]))
    found = next(named, None)
    return (title[: found.start()], title[found.end() :]) if found else (title, written)


def _is_word(text: str) -> bool:
    return (STATES.find(text) or INTERNAL.find(text)) is not None


def _is_update(title: str) -> bool:
    """Tell whether a title has a state and a date."""
    word, written = _parts(title) if _DAY.search(plain(title)) else ("", "")
    return _DAY.match(written) is not None and _is_word(word)


def unescape(text: str) -> str:
    r"""Remove the backslashes that formatters put before punctuation: ``In\_progress``."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
