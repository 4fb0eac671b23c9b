"""One update, from what its author says and what its scenario has ready.

The author's word goes before the scenario's, and that before what follows from
the cadence. What is asked for and not known is named, never made up.
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
    missing: tuple[Missing, ...] = ()
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
    # That nobody has to do anything takes back nothing that users were told to do.
    if frame.asks and is_withdrawal(filled.get("action required", "")):
        del filled["action required"]
    fields = [(key, value or filled.get(key, "")) for key, value in own.items()]
    fields = [(key, value) for key, value in fields if value]
    asks = {each.name: each.ask or f"{each.name}?" for each in frame.variables}
    missing = tuple(
        QUESTIONS.get(name)
        or Missing(name=name, option=f"--set {name}=TEXT", question=asks.get(name, f"{name}?"))
        for name in left_open([markdown], values)
    )
    message = fill(markdown, values) if given.message is None else given.message
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


def told(frame: Frame, given: Given, phase: Phase | None) -> frozenset[str]:
    """Return the fields that an update will have: the author's, and what the scenario fills in."""
    return frozenset(key for key, _ in compose(frame, given, phase).fields)


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


def _own_fields(
    frame: Frame, given: Given, promised: datetime | None, eta: datetime | Withdrawn | None
) -> dict[str, str | None]:
    """Return what the author says in each field, in the order in which they are best read."""
    window = (given.window.start, given.window.end) if given.window else ()
    return {
        "components": ", ".join(f"{name}={state.word}" for name, state in given.components),
        "impact": given.impact.word if given.impact is not None else None,
        "next": stamped(promised, frame.zone) if promised else None,
        "eta": stamped(eta, frame.zone) if isinstance(eta, datetime) else eta and eta.value,
        "workaround": given.workaround,
        "cause": given.cause,
        "fix": given.fix,
        "action required": given.action,
        "window": " / ".join(stamped(edge, frame.zone) for edge in window),
    }


def _stated(text: str, frame: Frame) -> datetime | Withdrawn | None:
    """Return a time that the scenario states or withdraws itself, and does not have filled in."""
    stamp = Stamp(at=frame.now, zone=frame.zone)
    found = Problems().attempt(Span(path=""), parse_promise, text, stamp)
    return WITHDRAWN if is_withdrawal(text) else found and rounded_up(found)


def _known(at: datetime | Withdrawn | None) -> datetime | None:
    return at if isinstance(at, datetime) else None


def _known_text(value: str | None) -> str | None:
    return None if value is None or is_withdrawal(value) else value
