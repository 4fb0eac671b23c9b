"""Read one file under incidents/ or postmortems/ into an entry.

References to other files are resolved later, in ``assemble``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from statusgen.model import (
    STATES,
    ComponentState,
    Incident,
    IncidentFacts,
    LogEntry,
    Postmortem,
    Sort,
    TeamOnly,
    Text,
)
from statusgen.notation.times import local
from statusgen.problems import Problems, Span
from statusgen.reading.entries import Entry, read_entry
from statusgen.reading.sections import HeadingReader, Section, split
from statusgen.reading.updates import WrittenUpdate, read_update, text_of, warn_of_fields
from statusgen.schema.front_matter import IncidentFront, PostmortemFront
from statusgen.source.text import Mapping, Node, Scalar, Source
from statusgen.timeline import misplaced_ends


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEntry(Entry):
    """An incident, maintenance or notice as it was read."""

    incident: Incident | None = None
    """``None`` if it could not be read completely. It may still have old component ids and updates
    in the future."""
    components: tuple[Scalar, ...] = ()
    """Every mention of a component."""
    written: tuple[WrittenUpdate, ...] = ()
    """Its updates, oldest first."""

    @property
    def headings(self) -> tuple[Span, ...]:
        """Where each update begins."""
        return tuple(each.heading for each in self.written)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostmortemEntry(Entry):
    """A postmortem as it was read."""

    postmortem: Postmortem | None = None
    """``None`` if it could not be read completely. Its incidents are named as written."""
    incidents: tuple[Scalar, ...] = ()
    """The slugs or ids that it names."""


def parse_postmortem(source: Source, problems: Problems, zone: str) -> PostmortemEntry:
    """Read a file; ``zone`` is that of the site. A file with mistakes also returns an entry."""
    entry, front, lines = read_entry(PostmortemEntry, PostmortemFront, source, problems, zone=zone)
    if not front:
        return entry
    day = entry.front.get("published")
    postmortem = Postmortem(
        slug=entry.name,
        id=entry.id,
        path=source.path,
        title=front.title,
        incidents=tuple(name.text for name in front.incident),
        published=front.published,
        by_day=isinstance(day, Scalar) and ":" not in day.text,
        body=text_of(lines, source),
        authors=front.authors,
        summary=front.summary,
        draft=front.draft,
        aliases=tuple(alias.text for alias in front.aliases),
    )
    return replace(
        entry, postmortem=postmortem if entry.complete else None, incidents=front.incident
    )


def parse_incident(source: Source, problems: Problems, zone: str) -> IncidentEntry:
    """Read a file; ``zone`` is that of the site. A file with mistakes also returns an entry."""
    entry, front, lines = read_entry(IncidentEntry, IncidentFront, source, problems, zone=zone)
    if not front:
        return entry
    is_planned = not entry.complete and entry.front.get("scheduled")
    sort = Sort.MAINTENANCE if is_planned else front.sort
    reader = HeadingReader(source=source, problems=problems, sort=sort, zone=entry.zone)
    above, sections = split(lines, reader)
    warn_of_fields(above, source, problems)
    written = _updates(sections, reader)
    if all(section.internal for section in sections):
        problems.error(
            "no-update",
            "The file has no update",
            entry.front.span,
            f"Add one with what you know:\n## {STATES[sort][0].heading} — 2026-11-20 14:05\n"
            "What readers should know.",
        )
    # Names are checked even if a state next to them is a mistake.
    named = tuple(name for name, _ in front.named) or _keys(entry.front.get("components"))
    entry = replace(
        entry,
        written=written,
        components=named + tuple(name for each in written for name in each.components),
        roles=_keys(entry.front.get("roles")),
    )
    if not (entry.complete and written and (front.window or not front.scheduled)):
        return entry
    _check_times(front, entry, problems)
    _warn_of_windows(front, entry, problems)
    team = _team_only(front, sections, source)
    incident = _incident(entry, front, text_of(above, source), team)
    entry = replace(entry, incident=incident)
    _check_ends(incident, entry, problems)
    return entry


def _incident(
    entry: IncidentEntry, front: IncidentFront, summary: Text, team: TeamOnly
) -> Incident:
    """Return the incident; facts are front matter keys of the same name."""
    own: dict[str, Any] = {"slug": entry.name, "id": entry.id, "summary": summary}
    names = [each.name for each in fields(IncidentFacts) if each.name not in own]
    return Incident(
        **own,
        **{name: getattr(front, name) for name in names},
        path=entry.path,
        updates=tuple(each.update for each in entry.written),
        impact=front.impact,
        components=tuple(
            (name.text, state if state is not None else ComponentState.UNDER_MAINTENANCE)
            for name, state in front.named
        ),
        started=front.started,
        window=front.window,
        pinned=front.pin is True,
        pinned_until=front.pin if isinstance(front.pin, datetime) else None,
        postmortem=front.postmortem,
        aliases=tuple(alias.text for alias in front.aliases),
        team=team,
    )


def _updates(sections: Iterable[Section], reader: HeadingReader) -> tuple[WrittenUpdate, ...]:
    """Return the updates, oldest first; report two with the same time or id."""
    read = [read_update(section, reader) for section in sections if not section.internal]
    by_instant: dict[datetime, WrittenUpdate] = {}
    by_id: dict[str, WrittenUpdate] = {}
    for each in filter(None, read):
        at, zone = each.update.at, reader.zone
        if (earlier := by_instant.setdefault(at, each)) is not each:
            reader.problems.error(
                "same-instant",
                f"Two updates are dated {local(at, zone):%Y-%m-%d %H:%M:%S} {zone}",
                each.heading,
                f"The other one is on line {earlier.heading.line}. Merge them, or add seconds.",
            )
        elif (earlier := by_id.setdefault(each.update.id, each)) is not each:
            reader.problems.error(
                "duplicate-id",
                f"Two updates have the id {each.update.id}",
                each.place("id"),
                f"The other one is on line {earlier.heading.line}. An `id` is the original "
                "time of the update, and must be unique in the file.",
            )
    return tuple(sorted(by_instant.values(), key=lambda each: each.update.at))


def _check_times(front: IncidentFront, entry: IncidentEntry, problems: Problems) -> None:
    """Report a `started` or `until` that does not fit the times of the updates."""
    at = entry.written[0].update.at
    if front.started and front.started > at:
        problems.error(
            "started-too-late",
            f"`started` is after the first update, {entry.shown(at)}",
            entry.span("started"),
            "Check the date and the time zone, or delete `started` if nothing began earlier.",
        )
    if front.until and front.until <= at:
        problems.error(
            "until-too-early",
            f"`until` is not after the first update, {entry.shown(at)}",
            entry.span("until"),
            "Check the date and the time zone.",
        )


def _check_ends(incident: Incident, entry: IncidentEntry, problems: Problems) -> None:
    """Report each `ended` that does not fit its incident."""
    places = {id(each.update): each.place("ended") for each in entry.written}
    for update, opened in misplaced_ends(incident):
        problems.error(
            "impossible-end",
            f"`ended` is before the incident began, {entry.shown(opened)}"
            if opened
            else "`ended` is in an update that does not end the incident",
            places[id(update)],
            "Check the date and the time zone, and `started` in the front matter."
            if opened
            else "Write it below the first `## Resolved` or `## Completed`. Maintenance may also "
            "end with its `window`.",
        )


def _warn_of_windows(front: IncidentFront, entry: IncidentEntry, problems: Problems) -> None:
    """Warn if maintenance is announced for a window that has already ended."""
    announced = [
        (each.update.window, each.update.at, each.place("window")) for each in entry.written
    ]
    if announced[0][0] is None:
        announced[0] = (front.window, announced[0][1], entry.span("scheduled"))
    for window, at, span in announced:
        if window and window.end <= at:
            problems.warning(
                "window-over",
                f"The window ends at {entry.shown(window.end)}, but the update that announces it "
                f"is dated {entry.shown(at)}",
                span,
                "Check the dates and the time zones. Otherwise readers hear of the start and the "
                "end at the same time.",
            )


def _team_only(front: IncidentFront, sections: Iterable[Section], source: Source) -> TeamOnly:
    """Return what only the team sees; the log keeps its comments."""
    log = (
        LogEntry(
            at=section.stamp.at,
            text="\n".join(source.lines[line.number - 1] for line in section.lines).strip(),
            line=section.heading.line,
        )
        for section in sections
        if section.internal and section.stamp
    )
    return TeamOnly(
        log=tuple(sorted(log, key=lambda entry: entry.at)),
        scenario=front.scenario,
        variables=tuple((name.text, value) for name, value in front.variables.items()),
        cadence=front.cadence,
        roles=tuple(front.roles.items()),
    )


def _keys(node: Node | None) -> tuple[Scalar, ...]:
    return tuple(key for key, _ in node.entries) if isinstance(node, Mapping) else ()
