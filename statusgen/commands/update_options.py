"""The options of an incident and of an update: text in, values out.

Each option follows the rules of the field that it becomes. All errors are
reported together, each under the name of its option.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from statusgen.authoring.composing import Given
from statusgen.authoring.escaping import as_line, clean, on_one_line
from statusgen.authoring.stamping import rounded_up
from statusgen.commands.options import OptionError
from statusgen.commands.report import some
from statusgen.commands.workspace import Workspace
from statusgen.model import (
    WITHDRAWN,
    ComponentState,
    Sort,
    States,
    Variable,
    Window,
    Withdrawn,
)
from statusgen.moments import TOLERANCE
from statusgen.notation.times import (
    Stamp,
    parse_instant,
    parse_past,
    parse_promise,
    parse_window,
    tidy,
    window_of,
)
from statusgen.notation.words import (
    COMPONENT_STATES,
    IMPACTS,
    KINDS_AND_NOTICE,
    Vocabulary,
    is_withdrawal,
)
from statusgen.problems import Problems, Span, did_you_mean, nearest
from statusgen.reading.site import Directory

T = TypeVar("T")

_TIME_OF_DAY = re.compile(r"\s*\d{1,2}:\d")
_DAY = re.compile(r"\s*\d{4}[-/.]")


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOptions:
    """The options of an update, as typed."""

    at: str | None = None
    message: str | None = None
    components: tuple[str, ...] = ()
    """``id=state`` each, or several separated by commas."""
    impact: str | None = None
    next: str | None = None
    eta: str | None = None
    ended: str | None = None
    workaround: str | None = None
    cause: str | None = None
    fix: str | None = None
    action: str | None = None
    window: str | None = None
    announce: bool | None = None
    values: tuple[str, ...] = ()
    """``name=value`` each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOptions(UpdateOptions):
    """The options of a new incident, as typed."""

    scenario: str | None = None
    title: str | None = None
    kinds: tuple[str, ...] = ()
    started: str | None = None
    start: str | None = None
    until: str | None = None
    draft: bool = False
    drill: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionReader:
    """Reads options, and collects their errors."""

    zone: str
    clock: datetime
    """Now."""
    directory: Directory
    problems: Problems

    @classmethod
    def of(cls, workspace: Workspace, zone: str) -> OptionReader:
        """Return a reader for a file whose times are in a zone."""
        directory = workspace.directory
        return cls(zone=zone, clock=workspace.clock, directory=directory, problems=Problems())

    def finish(self) -> None:
        """Raise :class:`OptionError` with all errors, if there are any."""
        if len(self.problems):
            raise OptionError(
                *(
                    (each.span.path, f"{each.message}. {each.hint}".rstrip())
                    for each in self.problems
                )
            )

    def instant(self, option: str, text: str | None) -> datetime | None:
        """Read a time in the file's zone; a time of day is the last one that has passed.

        Return ``None`` for ``now``, as for an option that is left out.
        """
        if text is None or _is_now(text):
            return None
        span = _span(option, text)
        if _TIME_OF_DAY.match(text):
            # A time slightly ahead is today's, since the system clock may be slow.
            now = Stamp(at=self.clock + TOLERANCE, zone=self.zone)
            return self.problems.attempt(span, parse_past, text, now)
        if not _DAY.match(text):
            hint = "Write `now`, a time (`14:05`), or a date and time (`2026-11-20 14:05`)."
            self.problems.error("invalid-time", f"`{text}` is not a valid time", span, hint)
            return None
        stamp = self.problems.attempt(span, parse_instant, text, self.zone)
        return stamp.at if stamp else None

    def moment(self, option: str, text: str | None, after: datetime) -> datetime | None:
        """Read a time, a time of day after an instant, or a duration counted from it."""
        if text is not None and _is_now(text):
            return self.clock.replace(second=0)
        if text is None or _DAY.match(text):
            return self.instant(option, text)
        stamp = Stamp(at=after, zone=self.zone)
        found = self.problems.attempt(_span(option, text), parse_promise, text, stamp)
        return rounded_up(found) if found else None

    def given(
        self,
        options: UpdateOptions,
        at: datetime,
        sort: Sort,
        defaults: Iterable[tuple[str, ComponentState]] = (),
        *,
        is_begun: bool = False,
    ) -> Given:
        """Read the contents of an update at a time; ``defaults`` as in :meth:`states`.

        ``is_begun``: the update says that the work has begun, and so has its window.
        """
        self.check_not_empty("--message", options.message)
        texts: dict[str, str | None] = {}
        for name in ("workaround", "cause", "fix", "action"):
            text = getattr(options, name)
            self.check_not_empty(f"--{name}", text)
            texts[name] = (as_line(text) or None) if text is not None else None
        return Given(
            message=options.message,
            components=self.states(options.components, sort, at, defaults),
            impact=self.word("--impact", options.impact, IMPACTS),
            next=self._promise("--next", options.next, at),
            eta=self._promise("--eta", options.eta, at),
            ended=self.instant("--ended", options.ended),
            window=self._window(options.window, at, is_begun=is_begun),
            announce=options.announce,
            **texts,
        )

    def check_not_empty(self, option: str, text: str | None) -> None:
        """Report an empty text."""
        if text is not None and not clean(text).strip():
            hint = "Write one, or leave the option out."
            self.problems.error("empty-field", "The text is empty", _span(option, text), hint)

    def states(
        self,
        pairs: Iterable[str],
        sort: Sort,
        at: datetime,
        defaults: Iterable[tuple[str, ComponentState]] = (),
    ) -> States:
        """Return components by their current ids, with their states.

        A group, or ``all``, means its components in use at that time. A component without a state
        has that of ``defaults``, and in maintenance needs none.
        """
        known = dict(defaults)
        given: list[tuple[str, ComponentState | None]] = []
        for part in (part for pair in pairs for part in pair.split(",")):
            name, equals, word = (piece.strip() for piece in part.partition("="))
            span = _span("--component", part.strip())
            if not self.is_component(name, span):
                continue
            read = COMPONENT_STATES.read
            state = self.problems.attempt(span, read, word) if equals else None
            leaves = self.directory.meant([(name, state)], at)
            if not equals and sort is not Sort.MAINTENANCE and not leaves.keys() <= known.keys():
                hint = f"Write `--component {name}=degraded`, or another state."
                self.problems.error("missing-state", f"`{name}` has no state", span, hint)
            given.append((name, state))
        return tuple(
            (
                each,
                state if state is not None else known.get(each, ComponentState.UNDER_MAINTENANCE),
            )
            for each, (_, state) in self.directory.meant(given, at).items()
        )

    def is_component(self, name: str, span: Span) -> bool:
        """Return whether a name is that of a component or a group; report it if not."""
        known = {**self.directory.ids, **self.directory.groups}
        if name not in known:
            listed = some(tuple(self.directory.ids), 12)
            all_of_them = f"Components: {listed}." if listed else "site.yml has no components."
            hint = did_you_mean(self.directory.nearest(name), all_of_them)
            message = f"There is no component `{name}`" if name else "A component is required"
            self.problems.error("unknown-component", message, span, hint)
        return name in known

    def kinds(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return kinds in the words of the format; ``notice`` is one."""
        parts = (part.strip() for word in words for part in word.split(","))
        found = [self.word("--kind", part, KINDS_AND_NOTICE) for part in parts]
        return tuple(dict.fromkeys(str(kind) for kind in found if kind))

    def word(self, option: str, text: str | None, words: Vocabulary[T]) -> T | None:
        """Read a word of the format."""
        if text is None:
            return None
        return self.problems.attempt(_span(option, text), words.read, text)

    def values(
        self, pairs: Iterable[str], variables: Iterable[Variable], known: Iterable[tuple[str, str]]
    ) -> tuple[tuple[str, str], ...]:
        """Return the values of a scenario's variables: as set, else as known, else the default.

        An empty value counts as missing if the variable has no default.
        """
        names = [variable.name for variable in variables]
        usual = {each.name: each.default for each in variables if each.default is not None}
        found = usual | dict(known)
        for pair in pairs:
            name, equals, value = pair.partition("=")
            span = _span("--set", pair)
            name = re.sub(r"[\s-]", "_", name.strip())
            if not equals:
                hint = "Write `--set name=value`."
                self.problems.error("wrong-shape", f"`{pair}` has no value", span, hint)
            elif name not in names:
                all_of_them = f"Variables: {', '.join(names)}." if names else "It has no variables."
                hint = did_you_mean(nearest(name, names), all_of_them)
                message = f"`{name}` is not a variable of the scenario"
                self.problems.error("unknown-key", message, span, hint)
            elif (line := on_one_line(value)) or name in usual:
                found[name] = line
            else:
                found.pop(name, None)
        return tuple(found.items())

    def window_of(self, start: datetime | None, end: datetime | None, span: Span) -> Window | None:
        """Return a window; report one that does not end after its start."""
        if not (start and end):
            return None
        return self.problems.attempt(span, window_of, start, end, zone=self.zone)

    def _promise(self, option: str, text: str | None, at: datetime) -> datetime | Withdrawn | None:
        """Read a promised time, rounded up to the minute."""
        if text is None:
            return None
        if is_withdrawal(text):
            return WITHDRAWN
        stamp = Stamp(at=at, zone=self.zone)
        found = self.problems.attempt(_span(option, text), parse_promise, text, stamp)
        return rounded_up(found) if found else None

    def _window(self, text: str | None, at: datetime, *, is_begun: bool) -> Window | None:
        """Read a window; its end may be a duration counted from its start."""
        if text is None:
            return None
        span = _span("--window", text)
        first, slash, last = tidy(text).partition(" / ")
        if not slash:
            return self.problems.attempt(span, parse_window, text, self.zone)
        # A time of day may be that of the update: the work starts now.
        earlier = timedelta(days=1) if is_begun else timedelta(seconds=1)
        start = self.moment("--window", first, at - earlier * bool(_TIME_OF_DAY.match(first)))
        return self.window_of(start, self.moment("--window", last, start or at), span)


def _is_now(text: str) -> bool:
    return text.strip().casefold() == "now"


def _span(option: str, text: str) -> Span:
    return Span(path=option, text=text, length=max(1, len(text)))
