"""A scenario out of experience: an incident's texts, made general as far as that is sure.

What the texts say of the times and components of that day becomes a
placeholder where it says nothing else; all else is for its author to read
through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from statusgen.authoring.escaping import as_line, as_text, as_value
from statusgen.authoring.front import components_lines
from statusgen.authoring.quoting import scalar
from statusgen.authoring.stamping import duration
from statusgen.model import (
    ComponentState,
    Decision,
    LogEntry,
    Sort,
    State,
    States,
    Text,
    Update,
    Variable,
    Window,
    Withdrawn,
)
from statusgen.moments import impact_of
from statusgen.notation.zones import local
from statusgen.rendering.locale import NO_BREAK, Locale
from statusgen.timeline import Timeline

__all__ = ["Experience", "write_scenario"]

_KEPT: Final = (
    r"(?P<_kept>(?<!`)(?P<_ticks>`+)(?!`)(?:.|\n)*?(?<!`)(?P=_ticks)(?!`)|https?://\S+|\]\([^)]*\))"
)
"""In which no placeholder stands: code and addresses. No variable has a name like these groups."""
_LINK: Final = re.compile(r"(?<!!)\[([^\]]*)\]\((?![a-z]+:)[^)]*\)")
"""To another file of the content, which says nothing next time."""
_ZONE: Final = r"(?: (?:[A-Z]{2,5}(?:[+-]\d{1,2})?|[A-Z]\w+/\w+))?"
"""A zone behind a time, which the placeholder names itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """What a scenario is made of."""

    timeline: Timeline
    title: str
    zone: str
    """In which the texts say times."""
    names: Mapping[str, str]
    """Of the components, by their ids of today."""
    listed: str
    """The names as a text lists them: ``API and Dashboard``."""
    ids: Mapping[str, str]
    """Today's id of each that the incident names."""
    roles: tuple[str, ...]
    internal: bool
    locale: Locale
    """In whose words and zone commands say times."""
    variables: tuple[tuple[Variable, str], ...] = ()
    """Of the scenario that the incident began with, as far as it is there, with their values."""


def write_scenario(experience: Experience) -> str:
    """Return the text of the file."""
    incident = experience.timeline.incident
    blocks = [
        f"<!-- Made from {incident.slug}. Read it through: what was so on that day alone goes. -->",
    ]
    for update in _phases(experience.timeline):
        blocks.append(f"## {update.state.heading}")
        fields = "\n".join(_fields(update, experience))
        blocks += filter(None, (fields, _general(update.body, update, experience, fields)))
    if incident.team.log:
        steps = (_step(entry) for entry in incident.team.log)
        blocks += ["## Runbook", "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))]
    text = "\n\n".join(blocks)
    front = (*_front(experience), *_variables(text, experience))
    return "\n".join(("---", *front, "---", "", text, ""))


def _front(experience: Experience) -> Iterator[str]:
    """Yield the keys that a scenario has, in the order of the docs."""
    timeline, incident = experience.timeline, experience.timeline.incident
    yield f"title: {scalar(experience.title)}"
    kinds = ", ".join(incident.kinds)
    if incident.sort is Sort.NOTICE:
        yield "kind: notice"
    elif kinds:
        yield f"kind: [{kinds}]" if "," in kinds else f"kind: {kinds}"
    states = _worst(experience)
    if incident.sort is Sort.INCIDENT and timeline.impact is not impact_of(dict(states).values()):
        yield f"impact: {timeline.impact.word}"
    window = timeline.now.window
    yield from components_lines(states, is_maintenance=window is not None)
    if window:
        yield f"duration: {_length(window)}"
    if incident.team.cadence:
        yield f"cadence: {duration(incident.team.cadence)}"
    if experience.roles:
        yield f"roles: [{', '.join(experience.roles)}]"
    if isinstance(incident.postmortem, Decision):
        yield f"postmortem: {incident.postmortem}"
    if experience.internal:
        yield "internal: true"


def _variables(text: str, experience: Experience) -> Iterator[str]:
    """Yield the key of the variables that the texts leave open."""
    used = [each for each, _ in experience.variables if f"{{{{ {each.name} }}}}" in text]
    if used:
        yield "variables:"
    for variable in used:
        yield f"  {variable.name}:"
        yield f"    ask: {scalar(variable.ask)}"
        if variable.default is not None:
            yield f"    default: {scalar(variable.default)}"


def _worst(experience: Experience) -> States:
    """Return the worst state of each component that was harmed, by today's ids."""
    found: dict[str, ComponentState] = {}
    for held in experience.timeline.holdings:
        name = experience.ids.get(held.component, held.component)
        found[name] = max(held.state, found.get(name, held.state))
    planned = experience.timeline.incident.components
    if experience.timeline.incident.sort is Sort.MAINTENANCE:
        found = {experience.ids.get(name, name): state for name, state in planned} | found
    return tuple((name, state) for name, state in found.items() if name in experience.names)


def _length(window: Window) -> str:
    return duration(window.end - window.start) or "1m"


def _phases(timeline: Timeline) -> tuple[Update, ...]:
    """Return the update that says most in each state, in the order in which they came first.

    What is short was written for that hour alone; of two that say as much, the later knew more.
    News of a day is left out, unless it is all there is: a scenario sends its text for ``Update``
    where nothing is new.
    """
    fullest: dict[State, Update] = {}
    for update in (moment.update for moment in timeline.moments):
        known = fullest.get(update.state, update)
        if not update.by_clock and _size(update) >= _size(known):
            fullest[update.state] = update
    lasting = {state: update for state, update in fullest.items() if state is not State.UPDATE}
    return tuple((lasting or fullest).values())


def _size(update: Update) -> int:
    return len(update.body.markdown) if update.body else 0


def _fields(update: Update, experience: Experience) -> Iterator[str]:
    """Yield what is to be said in this state again; promises follow from the cadence."""
    for key, value in (("cause", update.cause), ("fix", update.fix)):
        if isinstance(value, Text):
            yield f"- {key}: {{{{ {key} }}}}"
    for key, value in (("workaround", update.workaround), ("action required", update.action)):
        if isinstance(value, Text):
            yield f"- {key}: {_general(value, update, experience)}"
        elif isinstance(value, Withdrawn):
            yield f"- {key}: none"


def _general(text: Text, update: Update, experience: Experience, fields: str | None = None) -> str:
    """Return a text with placeholders: that of a field, or a body with what stands above it."""
    if fields is None:
        markdown = as_line(text.markdown)
    else:
        markdown = as_text(text.markdown, below_fields=bool(fields)) if text else ""
    markdown = _LINK.sub(r"\1", markdown)
    known = "|".join((_KEPT, *_patterns(update, experience)))
    return re.sub(known, _placed, markdown)


def _placed(found: re.Match[str]) -> str:
    return found[0] if found["_kept"] else f"{{{{ {found.lastgroup} }}}}"


def _patterns(update: Update, experience: Experience) -> Iterator[str]:
    """Yield what each placeholder stands for in a text: the promise goes before other times."""
    for variable, value in experience.variables:
        if " " in value:  # a word alone may stand there for something else
            yield rf"(?P<{variable.name}>(?<!\w){re.escape(as_value(value))}(?!\w))"
    if experience.listed:
        yield rf"(?P<components>(?<![\w$\\]){re.escape(experience.listed)}(?!\w))"
    eta = update.eta if isinstance(update.eta, datetime) else None
    times = (
        ("next", update.next),
        ("eta", eta),
        ("now", update.at),
        ("started", experience.timeline.began),
    )
    for name, at in times:
        if at:
            clock = f"(?:{local(at, experience.zone):%Y-%m-%d} )?{local(at, experience.zone):%H:%M}"
            said = experience.locale.moment(at, update.at).replace(NO_BREAK, " ")
            either = f"(?:{re.escape(said)}|{clock})"
            yield rf"(?P<{name}>(?<![\w:.$\\-]){either}(?![\w:]){_ZONE})"


def _step(entry: LogEntry) -> str:
    """Return what was done as a step, on one line."""
    line = as_line(entry.text)
    # The line stands in a list now, and may begin one itself: a fence anywhere could begin code.
    return as_value(entry.text) if "```" in line or "~~~" in line else line
