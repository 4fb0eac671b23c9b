"""Components as incidents name them: old ids become today's, unknown ones are mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from statusgen.memo import with_fields
from statusgen.model import Component, ComponentState, Group, Incident, States
from statusgen.problems import Problems, Span, did_you_mean, nearest
from statusgen.reading.incident import IncidentEntry
from statusgen.reading.scenario import ScenarioEntry
from statusgen.reading.site import SiteEntry
from statusgen.source.text import Scalar

__all__ = ["Directory", "current", "directory_of", "look_up", "report_unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What a name may stand for."""

    ids: Mapping[str, str]
    """Each id and old id of a component, with the id that it has today."""
    groups: Mapping[str, tuple[str, ...]]
    """Each id and old id of a group, with what is in it."""
    retired: Mapping[str, datetime]


def directory_of(site: SiteEntry) -> Directory:
    """Return the names that site.yml gives."""
    groups = [entry for entry in site.components if isinstance(entry, Group)]
    leaves = [entry for entry in site.components if isinstance(entry, Component)]
    leaves += [leaf for group in groups for leaf in group.components]
    return Directory(
        ids=MappingProxyType(
            {name: leaf.id for leaf in leaves for name in (leaf.id, *leaf.aliases)}
        ),
        groups=MappingProxyType(
            {
                name: tuple(leaf.id for leaf in group.components)
                for group in groups
                for name in (group.id, *group.aliases)
            }
        ),
        retired=MappingProxyType({leaf.id: leaf.until for leaf in leaves if leaf.until}),
    )


def look_up(entry: IncidentEntry, directory: Directory, problems: Problems) -> Incident | None:
    """Return an incident with today's ids; report each name that stands for no component."""
    report_unknown(entry.components, directory, problems)
    incident = entry.incident
    if not incident:
        return None
    updates = tuple(
        with_fields(update, components=current(update.components, entry, directory, problems))
        for update in incident.updates
    )
    for update in incident.updates:
        _warn_of_retired(update.components, update.at, entry, directory, problems)
    _warn_of_retired(incident.components, incident.began, entry, directory, problems)
    states = current(incident.components, entry, directory, problems)
    return with_fields(incident, components=states, updates=updates)


def report_unknown(names: Iterable[Scalar], directory: Directory, problems: Problems) -> None:
    """Report each name that stands for no component."""
    for name in names:
        if name.text not in directory.ids:
            _report_unknown(name.text, name.span, directory, problems)


def current(
    states: States, entry: IncidentEntry | ScenarioEntry, directory: Directory, problems: Problems
) -> States:
    """Return states by the ids of today; report a component that is named by two of its ids."""
    found: dict[str, ComponentState] = {}
    named: dict[str, str] = {}
    for name, state in states:
        today = directory.ids.get(name, name)
        if today in named:
            problems.error(
                "duplicate-component",
                f"`{named[today]}` and `{name}` are one component",
                _place(name, entry),
                f"It is `{today}` today; an old id stands for it too. Keep one of them.",
            )
        named[today] = name
        found[today] = state
    return tuple(found.items())


def _warn_of_retired(
    states: States, at: datetime, entry: IncidentEntry, directory: Directory, problems: Problems
) -> None:
    for name, state in states:
        until = directory.retired.get(directory.ids.get(name, name))
        if until and until <= at and state:
            problems.warning(
                "retired-component",
                f"`{name}` was retired before this, at {entry.shown(until)}",
                _place(name, entry),
                "Readers no longer see it among the components. Check the time, the name, and "
                "`until` in site.yml.",
            )


def _report_unknown(name: str, span: Span, directory: Directory, problems: Problems) -> None:
    if leaves := directory.groups.get(name):
        problems.error(
            "unknown-component",
            f"`{name}` is a group, not a component",
            span,
            f"Name those of its components that are meant: {', '.join(leaves)}.",
        )
        return
    problems.error(
        "unknown-component",
        f"`{name}` is not a known component",
        span,
        did_you_mean(
            nearest(name, directory.ids),
            always="A component that is gone stays in site.yml: retire it with `until` rather "
            "than remove it, and a renamed one keeps its old id in `aliases`.",
        ),
    )


def _place(name: str, entry: IncidentEntry | ScenarioEntry) -> Span:
    return next(each.span for each in entry.components if each.text == name)
