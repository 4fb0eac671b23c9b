"""Components and groups as pages show them: a row with its 90 days, a block of rows, a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from statusgen.history import Day, Record
from statusgen.model import Component, ComponentState, Group
from statusgen.outputs.pages.edition import Edition
from statusgen.status import current, in_use

Run = tuple[int, int]
"""The first day, from 0, and how many days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The days of a component, to be drawn and to be told."""

    length: int
    runs: tuple[tuple[ComponentState | None, tuple[Run, ...]], ...]
    """For each state the days to paint, in this order: a later one covers the ones before.
    ``None``: no data."""
    counts: tuple[tuple[ComponentState | None, int], ...]
    """How many days were in each state, the commonest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRow:
    """A component."""

    id: str
    name: str
    description: str
    state: ComponentState
    uptime: Decimal | None
    since: date | None
    """The first day that uptime counts."""
    strip: Strip


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A group, or neighbours without one (then ``id`` and ``name`` are empty)."""

    id: str
    name: str
    description: str
    state: ComponentState | None
    rows: tuple[ComponentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A line of the table: a day, or several on which nothing happened."""

    first: date
    last: date
    state: ComponentState | None
    spans: tuple[tuple[ComponentState, timedelta], ...]
    """How long each state but operational lasted, worst first."""


def blocks(edition: Edition) -> tuple[Block, ...]:
    """Show every component in use, in groups."""
    found: list[Block] = []
    for grouped, entries in groupby(current(edition.site), lambda each: isinstance(each, Group)):
        if grouped:
            found += [block(edition, entry) for entry in entries if isinstance(entry, Group)]
        else:
            rows = tuple(row(edition, each) for each in entries if isinstance(each, Component))
            found.append(Block(id="", name="", description="", state=None, rows=rows))
    return tuple(found)


def block(edition: Edition, group: Group) -> Block:
    """Show a group and those of its components that are in use."""
    return Block(
        id=group.id,
        name=group.name,
        description=group.description,
        state=edition.status.state(group.id),
        rows=tuple(
            row(edition, component)
            for component in group.components
            if in_use(component, edition.site.as_of)
        ),
    )


def row(edition: Edition, component: Component) -> ComponentRow:
    """Show a component."""
    record = edition.records[component.id]
    return ComponentRow(
        id=component.id,
        name=component.name,
        description=component.description,
        state=edition.status.state(component.id),
        uptime=record.uptime,
        since=record.since,
        strip=edition.memo(strip, record),
    )


def strip(record: Record) -> Strip:
    """Turn days into as few runs as can be: operational ones lie under all others."""
    states = [day.state for day in record.days]
    known = [state is not None for state in states]
    layers: list[tuple[ComponentState | None, tuple[Run, ...]]] = [
        (None, _runs(not each for each in known)),
        (ComponentState.OPERATIONAL, _runs(known)),
    ]
    layers += [
        (state, _runs(each is state for each in states))
        for state in ComponentState
        if state is not ComponentState.OPERATIONAL
    ]
    counts = {state: states.count(state) for state in (*ComponentState, None)}
    return Strip(
        length=len(states),
        runs=tuple((state, runs) for state, runs in layers if runs),
        counts=tuple(sorted(((s, n) for s, n in counts.items() if n), key=lambda pair: -pair[1])),
    )


def stretches(days: Sequence[Day]) -> Iterator[Stretch]:
    """Go through the days, newest first; neighbours on which nothing happened are one line."""

    def alike(numbered: tuple[int, Day]) -> tuple[int, ComponentState | None]:
        place, day = numbered
        return (place, None) if _spans(day) else (-1, day.state)

    for _, run in groupby(enumerate(reversed(days)), alike):
        found = [day for _, day in run]
        yield Stretch(
            first=found[-1].date,
            last=found[0].date,
            state=found[0].state,
            spans=_spans(found[0]),
        )


def _spans(day: Day) -> tuple[tuple[ComponentState, timedelta], ...]:
    return tuple((state, timedelta(seconds=length)) for state, length in day.spans if state)


def _runs(wanted: Iterator[bool] | Sequence[bool]) -> tuple[Run, ...]:
    found: list[Run] = []
    for is_wanted, run in groupby(enumerate(wanted), lambda pair: pair[1]):
        places = [place for place, _ in run]
        if is_wanted:
            found.append((places[0], len(places)))
    return tuple(found)
