"""Compose an update from what its author gives and what its scenario provides.

The author's values override the scenario's, which override the cadence. Values
that are still missing are listed, never invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from statusgen.authoring.escaping import as_text
from statusgen.authoring.filling import Facts, fill, left_open, values_of
from statusgen.authoring.stamping import rounded_up, stamped
from statusgen.model import (
    WITHDRAWN,
    Impact,
    Phase,
    State,
    States,
    Variable,
    Window,
    Withdrawn,
)
from statusgen.notation.times import Stamp, parse_promise
from statusgen.notation.words import is_withdrawal
from statusgen.problems import Problems, Span

if TYPE_CHECKING:
    from statusgen.rendering.locale import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the author gives for an update. ``None``: nothing; ``WITHDRAWN``: the word ``none``."""

    message: str | None = None
    """Markdown."""
    components: States = ()
    impact: Impact | None = None
    next: datetime | Withdrawn | None = None
    eta: datetime | Withdrawn | None = None
    ended: datetime | None = None
    workaround: str | None = None
    """One line of Markdown or ``none``, like the next three."""
    cause: str | None = None
    fix: str | None = None
    action: str | None = None
    window: Window | None = None
    announce: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The context of an update: its incident, its time and its language."""

    state: State
    at: datetime
    now: datetime
    """The start of a promise such as ``30m``."""
    zone: str
    """The zone in which times are written."""
    facts: Facts
    """The facts before this update."""
    locale: Callable[[], Locale]
    """The language of the texts."""
    cadence: timedelta | None = None
    """The time to the next update that is promised by default, if any."""
    variables: tuple[Variable, ...] = ()
    """The scenario's variables."""
    asks: bool = False
    """Whether users were asked to do something, which the scenario cannot know."""
    clock: datetime | None = None
    """The current time, for phrases such as "in 20 minutes"; by default ``now``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A required value that was not given."""

    name: str
    option: str
    """The option that gives it, such as ``--set region=TEXT``."""
    question: str

    @property
    def is_variable(self) -> bool:
        """Whether it is a variable of the scenario, which may be named like an option."""
        return self.option.startswith("--set ")


QUESTIONS: Final = MappingProxyType(
    {
        key: Missing(name=name, option=option, question=question)
        for key, name, option, question in (
            ("components", "components", "--component ID=STATE", "Which components are affected?"),
            ("next", "next", "--next WHEN", "When is the next update due?"),
            ("eta", "eta", "--eta WHEN", "When do you expect it to end?"),
            ("cause", "cause", "--cause TEXT", "Why did it happen?"),
            ("fix", "fix", "--fix TEXT", "How was it fixed?"),
            ("action required", "action", "--action TEXT", "What do users need to do (or `none`)?"),
        )
    }
)
"""Questions about fields, by the name of the field and its placeholder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedUpdate:
    """An update as it can be added to its file."""

    heading: str
    fields: tuple[tuple[str, str], ...]
    text: str
    """Empty if something is missing."""
    next: datetime | None
    """When the next update is promised."""
    missing: tuple[Missing, ...] = ()
    ready_made: str = ""
    """The parts from the scenario, which the author may not have seen yet."""


def heading(state: State | None, at: datetime, zone: str) -> str:
    """``## In progress — 2026-11-20 14:05 UTC``, or without a state the heading of a log entry."""
    return f"## {state.heading if state else 'Internal'} — {stamped(at, zone)}"


def section(head: str, fields: Iterable[tuple[str, str]], text: str) -> str:
    """Return a section of a file, with a line end after its last line."""
    block = "".join(f"- {key}: {value}\n" for key, value in fields)
    return "\n".join(part for part in (f"{head}\n", block, f"{text}\n" if text else "") if part)


def compose(frame: Frame, given: Given, phase: Phase | None) -> ComposedUpdate:
    """Compose an update; ``phase`` is what the scenario provides for its state."""
    ready = dict(phase.fields) if phase else {}
    markdown = phase.text.markdown if phase and given.message is None else ""
    by_cadence = rounded_up(frame.now + frame.cadence) if frame.cadence else None
    promised = given.next or _stated(ready.get("next", ""), frame) or by_cadence
    eta = given.eta or _stated(ready.get("eta", ""), frame)
    facts = replace(
        frame.facts,
        next=_known(promised),
        eta=_known(eta or frame.facts.eta),
        cause=_known_text(given.cause) or frame.facts.cause,
        fix=_known_text(given.fix) or frame.facts.fix,
    )
    values = values_of(facts, frame.locale)
    own = _own_fields(frame, given, facts.next, eta)
    filled = {
        key: fill(text, values)
        for key, text in ready.items()
        if key not in {"next", "eta"} and not any(left_open([text], values))
    }
    # A scenario's `none` must not withdraw what users were asked to do.
    if frame.asks and is_withdrawal(filled.get("action required", "")):
        del filled["action required"]
    fields = [(key, value or filled.get(key, "")) for key, value in own.items()]
    fields = [(key, value) for key, value in fields if value]
    questions = {each.name: each.ask or f"{each.name}?" for each in frame.variables}
    missing = tuple(
        QUESTIONS.get(name)
        or Missing(name=name, option=f"--set {name}=TEXT", question=questions.get(name, f"{name}?"))
        for name in left_open([markdown], values)
    )
    message = given.message if given.message is not None else fill(markdown, values)
    text = "" if missing else as_text(message, below_fields=bool(fields))
    prepared = section("", [each for each in fields if not own[each[0]]], markdown and text)
    return ComposedUpdate(
        heading=heading(frame.state, frame.at, frame.zone),
        fields=tuple(fields),
        text=text,
        next=facts.next,
        missing=missing,
        ready_made=prepared.strip(),
    )


def says_more(given: Given, text: str) -> bool:
    """Return whether the author gives facts that a prepared text does not mention.

    A text mentions those it has a placeholder for. A promised time is not a fact.
    """
    asked = {*left_open([text], {})}
    facts = {"eta": given.eta, "cause": given.cause, "fix": given.fix}
    return (
        given.impact is not None
        or any((given.components, given.workaround, given.action, given.window))
        or any(value is not None and name not in asked for name, value in facts.items())
    )


def _own_fields(
    frame: Frame, given: Given, promised: datetime | None, eta: datetime | Withdrawn | None
) -> dict[str, str | None]:
    """Return the author's value for each field, in the order in which fields are written."""
    window = (given.window.start, given.window.end) if given.window else ()
    return {
        "components": ", ".join(f"{name}={state.word}" for name, state in given.components),
        "impact": given.impact.word if given.impact is not None else None,
        "next": stamped(promised, frame.zone) if promised else None,
        "eta": stamped(eta, frame.zone) if isinstance(eta, datetime) else eta and eta.value,
        "ended": stamped(given.ended, frame.zone) if given.ended else None,
        "workaround": given.workaround,
        "cause": given.cause,
        "fix": given.fix,
        "action required": given.action,
        "window": " / ".join(stamped(edge, frame.zone) for edge in window),
        "announce": None if given.announce is None else "yes" if given.announce else "no",
    }


def _stated(text: str, frame: Frame) -> datetime | Withdrawn | None:
    """Return a time that the scenario gives or withdraws; ``None`` for a placeholder."""
    stamp = Stamp(at=frame.now, zone=frame.zone)
    found = Problems().attempt(Span(path=""), parse_promise, text, stamp)
    return WITHDRAWN if is_withdrawal(text) else found and rounded_up(found)


def _known(at: datetime | Withdrawn | None) -> datetime | None:
    """Return a time, unless it is withdrawn."""
    return at if isinstance(at, datetime) else None


def _known_text(value: str | None) -> str | None:
    """Return the text of a field, unless it is withdrawn."""
    return None if value is None or is_withdrawal(value) else value
