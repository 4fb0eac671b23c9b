"""One update, from what its author says and what its scenario has ready.

The author's word goes before the scenario's, and that before what follows from
the cadence. What is asked for and not known is named, never made up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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

__all__ = [
    "QUESTIONS",
    "ComposedUpdate",
    "Frame",
    "Given",
    "Missing",
    "compose",
    "heading",
    "says_more",
    "section",
    "told",
]

_TIMES: Final = ("next", "eta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the author says of an update. ``None``: nothing; ``WITHDRAWN``: no such thing."""

    message: str | None = None
    """Markdown."""
    components: States = ()
    impact: Impact | None = None
    next: datetime | Withdrawn | None = None
    eta: datetime | Withdrawn | None = None
    workaround: str | None = None
    """Markdown on one line, as the three below; ``none`` withdraws."""
    cause: str | None = None
    fix: str | None = None
    action: str | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where an update stands: its incident, its time, its words."""

    state: State
    at: datetime
    now: datetime
    """From when on a promise counts."""
    zone: str
    """In which times are written."""
    facts: Facts
    """Before this update."""
    locale: Callable[[], Locale]
    """Of the texts."""
    cadence: timedelta | None = None
    """How long silence may last from this update on; ``None``: nothing is promised by itself."""
    variables: tuple[Variable, ...] = ()
    """What the scenario asks for."""
    asks: bool = False
    """Whether users were told to do something, which a scenario cannot know of."""
    clock: datetime | None = None
    """Now, from which times are told; else ``now``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What an update cannot do without."""

    name: str
    option: str
    """That gives it, with its value: ``--set region=TEXT``."""
    question: str

    @property
    def is_variable(self) -> bool:
        """Whether it is a variable of the scenario, which may have the name of any option."""
        return self.option.startswith("--set ")


QUESTIONS: Final = MappingProxyType(
    {
        key: Missing(name=name, option=option, question=question)
        for key, name, option, question in (
            ("components", "components", "--component ID=STATE", "Which components are affected?"),
            ("next", "next", "--next WHEN", "When does the next update come?"),
            ("eta", "eta", "--eta WHEN", "When is it expected to be over?"),
            ("cause", "cause", "--cause TEXT", "Why did it happen?"),
            ("fix", "fix", "--fix TEXT", "How was it put right?"),
            ("action required", "action", "--action TEXT", "What must users do, or `none`?"),
        )
    }
)
"""What asks for the value of a field; placeholders have the same names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedUpdate:
    """An update, ready to be put into its file."""

    heading: str
    fields: tuple[tuple[str, str], ...]
    text: str
    """As it would stand there, if ``missing`` is empty."""
    next: datetime | None
    """The promise."""
    missing: tuple[Missing, ...] = field(default=())
    ready_made: str = ""
    """What of it is the scenario's, which its author may not have seen yet."""


def heading(state: State | None, at: datetime, zone: str) -> str:
    """``## In progress — 2026-11-20 14:05 UTC``; without a state that of a log entry."""
    return f"## {state.heading if state else 'Internal'} — {stamped(at, zone)}"


def section(head: str, fields: Iterable[tuple[str, str]], text: str) -> str:
    """Return a section of a file, its last line ended."""
    block = "".join(f"- {key}: {value}\n" for key, value in fields)
    return "\n".join(part for part in (f"{head}\n", block, f"{text}\n" if text else "") if part)


def compose(frame: Frame, given: Given, phase: Phase | None) -> ComposedUpdate:
    """Return an update in one state; ``phase`` is what the scenario has for it."""
    promised = _promised(frame, given, phase)
    values, said = _filled(frame, given, phase, promised)
    fields = tuple((key, value) for key, (value, _) in said.items())
    ready = phase.text.markdown if phase else ""
    message = fill(ready, values) if given.message is None else given.message
    open_names = left_open([ready] if given.message is None else [], values)
    missing = tuple(_missing(name, frame.variables) for name in open_names)
    text = "" if missing else as_text(message, below_fields=bool(fields))
    own = [(key, value) for key, (value, is_ready) in said.items() if is_ready]
    return ComposedUpdate(
        heading=heading(frame.state, frame.at, frame.zone),
        fields=fields,
        text=text,
        next=promised,
        missing=missing,
        ready_made=section("", own, text if given.message is None else "").strip(),
    )


def told(frame: Frame, given: Given, phase: Phase | None) -> frozenset[str]:
    """Return the fields that an update will have: the author's, and what the scenario fills in."""
    _, said = _filled(frame, given, phase, _promised(frame, given, phase))
    return frozenset(said)


def says_more(given: Given, text: str) -> bool:
    """Tell whether the author says what a text that was written before cannot know.

    What the text has a placeholder for, it tells. A promise is no news.
    """
    asked = {*left_open([text], {})}
    facts = {"eta": given.eta, "cause": given.cause, "fix": given.fix}
    return (
        given.impact is not None
        or any((given.components, given.workaround, given.action, given.window))
        or any(value is not None and name not in asked for name, value in facts.items())
    )


def _filled(
    frame: Frame, given: Given, phase: Phase | None, promised: datetime | None
) -> tuple[Mapping[str, str], Mapping[str, tuple[str, bool]]]:
    """Return what placeholders stand for, and the fields as ``_fields`` yields them."""
    eta = _eta(frame, given, phase)
    facts = replace(
        frame.facts,
        next=promised,
        eta=eta if isinstance(eta, datetime) else None if eta else frame.facts.eta,
        cause=_said(given.cause) or frame.facts.cause,
        fix=_said(given.fix) or frame.facts.fix,
    )
    values = values_of(facts, frame.locale)
    return values, dict(_fields(frame, given, phase, values, promised=promised, eta=eta))


def _fields(
    frame: Frame,
    given: Given,
    phase: Phase | None,
    values: Mapping[str, str],
    *,
    promised: datetime | None,
    eta: datetime | Withdrawn | None,
) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Yield the fields in the order in which they are best read.

    Each has its value, and whether that is what the scenario has ready.
    """
    ready = dict(phase.fields) if phase else {}
    named = ", ".join(f"{name}={state.word}" for name, state in given.components)
    window = given.window
    edges = (window.start, window.end) if window else ()
    said = {
        "components": named or None,
        "impact": given.impact.word if given.impact is not None else None,
        "next": stamped(promised, frame.zone) if promised else None,
        "eta": stamped(eta, frame.zone) if isinstance(eta, datetime) else eta and eta.value,
        "workaround": given.workaround,
        "cause": given.cause,
        "fix": given.fix,
        "action required": given.action,
        "window": " / ".join(stamped(edge, frame.zone) for edge in edges) or None,
    }
    for key, value in said.items():
        prepared = None if key in _TIMES else ready.get(key)
        if value:
            yield key, (value, False)
        elif prepared and not [*left_open([prepared], values)]:
            filled = fill(prepared, values)
            # That nobody has to do anything takes back nothing that users were told to do.
            if filled and not (key == "action required" and frame.asks and is_withdrawal(filled)):
                yield key, (filled, True)


def _promised(frame: Frame, given: Given, phase: Phase | None) -> datetime | None:
    """Return when the next update is promised for."""
    if given.next is not None:
        return None if isinstance(given.next, Withdrawn) else given.next
    if ready := _ready_time("next", frame, phase):
        return ready
    if frame.cadence:
        return rounded_up(frame.now + frame.cadence)
    return None


def _eta(frame: Frame, given: Given, phase: Phase | None) -> datetime | Withdrawn | None:
    if given.eta is not None:
        return given.eta
    written = dict(phase.fields).get("eta", "") if phase else ""
    return WITHDRAWN if is_withdrawal(written) else _ready_time("eta", frame, phase)


def _ready_time(key: str, frame: Frame, phase: Phase | None) -> datetime | None:
    """Return a time that the scenario states itself; one that is to be filled in is none."""
    written = dict(phase.fields).get(key, "") if phase else ""
    stamp = Stamp(at=frame.now, zone=frame.zone)
    found = Problems().attempt(Span(path=key), parse_promise, written, stamp)
    return rounded_up(found) if found else None


def _said(value: str | None) -> str | None:
    """Return the value of a field, unless it is withdrawn."""
    return None if value is None or is_withdrawal(value) else value


def _missing(name: str, variables: Iterable[Variable]) -> Missing:
    if name in QUESTIONS:
        return QUESTIONS[name]
    asked = next((each.ask for each in variables if each.name == name), "")
    return Missing(name=name, option=f"--set {name}=TEXT", question=asked or f"{name}?")
