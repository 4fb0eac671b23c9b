"""``statusgen status``: open incidents, promised updates, and what is overdue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from statusgen.commands import clock
from statusgen.commands.parameters import located, now_option, project_option
from statusgen.commands.printing import print_table
from statusgen.commands.report import lasting, some
from statusgen.model import Decision, Practice, Site, Sort
from statusgen.notation.times import local
from statusgen.problems import Problem, printable
from statusgen.status import rank_of_incident

if TYPE_CHECKING:
    from statusgen.advice.opening import Current, Opening
    from statusgen.git import Unpushed
    from statusgen.reading.incident import IncidentEntry
    from statusgen.timeline import Timeline


@click.command("status")
@project_option
@now_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--summary", is_flag=True, help="Print what is open as text for a chat.")
def command(*, project: Path, now: str | None, as_json: bool, summary: bool) -> None:
    """Show open incidents, promised updates and overdue tasks."""
    standing = status(located(project), now=now, clock=clock.now())
    if as_json:
        click.echo(standing.as_json())
        return
    click.echo(standing.heading)
    if summary:
        click.echo("\n" + "\n\n".join(standing.summary()))
        click.echo("\n".join(standing.doubts), err=True, nl=bool(standing.doubts))
        return
    if standing.open:
        print_table(COLUMNS, standing.rows)
    for note in standing.notes:
        click.echo(note)


COLUMNS = ("incident", "title", "state", "impact", "since", "last update", "next update")
"""The column headings."""

IN_TABLE: Final = frozenset(
    {"overdue-promise", "overdue-estimate", "long-silence", "maintenance-overruns"}
)
"""Codes of overdue problems that the table already shows."""

EXCERPT: Final = 400
"""How many characters of an update a summary has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The state of a project at one instant, as its team needs it."""

    opening: Opening
    open: tuple[Current, ...]
    """Open incidents: overdue ones first, then by impact, planned ones last."""
    overdue: tuple[Problem, ...]
    """Overdue tasks, each with its place and a hint."""
    due: dict[str, datetime | None]
    """When the next update of each open incident is due, by path."""
    as_of: datetime
    zone: str
    """The time zone of the site."""
    unpushed: Unpushed
    """Files that readers cannot have seen yet."""
    news: str = ""
    """A sentence if nothing is open here, but the remote has newer commits."""

    @property
    def missing_postmortems(self) -> tuple[tuple[str, datetime | None, str | None], ...]:
        """Postmortems that are promised or required, not published and not overdue.

        Each is the slug of its incident, the end of the incident and the promised day.
        """
        published = self.opening.site.postmortems if self.opening.site else ()
        settled = {slug for postmortem in published for slug in postmortem.incidents}
        late = {problem.span.path for problem in self.overdue}
        lines = [each.timeline for each in self.opening.incidents if not _was_hidden(each)]
        return tuple(
            (line.incident.slug, line.ended, day.isoformat() if isinstance(day, date) else None)
            for line in lines
            # A required postmortem is due after the end; a promised day counts at any time.
            if isinstance(day := line.incident.postmortem, date)
            or (day is Decision.REQUIRED and line.ended)
            if line.incident.slug not in settled and line.incident.path not in late
        )

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells of the table, below :data:`COLUMNS`."""
        return tuple(tuple(map(printable, self._row(each))) for each in self.open)

    @property
    def notes(self) -> tuple[str, ...]:
        """The lines below the table."""
        opening, unpushed = self.opening, self.unpushed
        lines = [
            f"Overdue: {problem.span.path}: {problem.message}."
            for problem in self.overdue
            if problem.code not in IN_TABLE
        ]
        for slug, _, day in self.missing_postmortems:
            lines.append(f"Postmortem due: {slug}, {f'promised by {day}' if day else 'required'}.")
        for each in opening.ahead:
            what = f"{'' if each.begins else 'an update of '}{each.entry.name}{_hidden(each.entry)}"
            shown = f"{what}, from {self.shown(each.at)}"
            lines.append(f"In the future, so not shown yet: {shown}.")
        if not lines and not opening.open and not opening.problems:
            lines = ["Nothing is open, promised or overdue."]
        kinds = {
            "Changed, not committed": unpushed.written,
            "Deleted, not committed": unpushed.deleted,
            "Committed, not pushed": unpushed.committed,
        }
        lines += [f"{kind}: {some(paths)}." for kind, paths in kinds.items() if paths]
        lines += [f"{problem.span.path}: {problem.message}." for problem in opening.sample]
        return (*self.doubts, *map(printable, lines))

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why something open may be missing here."""
        advice = "has errors and may be missing here. Run `statusgen check` to see them."
        wrong = {f"{problem.span.path} {advice}" for problem in self.opening.problems}
        return tuple(map(printable, filter(None, (self.news, *sorted(wrong)))))

    def summary(self, more: Callable[[Timeline], Iterable[str]] = lambda _: ()) -> tuple[str, ...]:
        """Return a block of lines for each open incident, as plain text to be pasted.

        ``more`` returns further lines.
        """
        from statusgen import addresses
        from statusgen.markup.converter import Converter
        from statusgen.rendering.components import names_of

        converter, blocks = Converter(), []
        for current, row in zip(self.open, self.rows, strict=True):
            timeline, (slug, title, state, impact, since, *_) = current.timeline, row
            site: Site = self.opening.site  # type: ignore[assignment] # something is open
            names = names_of(site.components)
            texts = [each.update.body for each in timeline.moments if each.update.body]
            facts = (state, impact and f"{impact} impact", since and f"since {since}")
            lines = (
                title,
                ", ".join(filter(None, facts)).capitalize(),
                ", ".join(
                    f"{names[name].name}: {held.word.replace('_', ' ')}"
                    for name, held in timeline.now.components
                ),
                *(converter.excerpt(text, EXCERPT) for text in texts[-1:]),
                *(f"{what.capitalize()}: {when}" for what, when in self._next(timeline)),
                addresses.absolute(site.settings.url, addresses.incident(slug))
                if current.entry.is_shown(preview=False)
                else "",
                *more(timeline),
            )
            blocks.append("\n".join(map(printable, filter(None, lines))))
        return tuple(blocks) or ("Nothing is open.",)

    @property
    def heading(self) -> str:
        """The instant that the report is about."""
        return f"As of {local(self.as_of, self.zone):%Y-%m-%d %H:%M} {self.zone}"

    def as_json(self) -> str:
        """Return the report as JSON; every key is always present."""
        record = {
            "as_of": _stamp(self.as_of),
            "open": [self._record(each) for each in self.open],
            "overdue": [problem.as_record() for problem in self.overdue],
            "postmortems": [
                {"incident": slug, "ended": _stamp(ended), "by": day}
                for slug, ended, day in self.missing_postmortems
            ],
            "ahead": [
                {
                    "incident": each.entry.name,
                    "path": each.entry.path,
                    "at": _stamp(each.at),
                    "begins": each.begins,
                }
                for each in self.opening.ahead
            ],
            "sample": [problem.as_record() for problem in self.opening.sample],
            "problems": [problem.as_record() for problem in self.opening.problems],
            "unpushed": [
                {"path": path, "committed": committed, "deleted": deleted}
                for paths, committed, deleted in (
                    (self.unpushed.written, False, False),
                    (self.unpushed.deleted, False, True),
                    (self.unpushed.committed, True, False),
                )
                for path in paths
            ],
            "remote_ahead": bool(self.news),
        }
        return json.dumps(record, ensure_ascii=False, indent=2)

    def _row(self, current: Current) -> tuple[str, ...]:
        timeline, incident = current.timeline, current.timeline.incident
        return (
            incident.slug,
            f"{incident.title}{_hidden(current.entry)}",
            timeline.state.word.replace("_", " "),
            rank_of_incident(timeline).word if incident.sort is Sort.INCIDENT else "",
            "" if timeline.is_upcoming else self.shown(timeline.began),
            self.shown(timeline.last_update),
            "; ".join(
                when if what == "next update" else f"{what} {when}"
                for what, when in self._next(timeline)
            ),
        )

    def _next(self, timeline: Timeline) -> Iterator[tuple[str, str]]:
        """Yield what readers wait for: the next update, a planned start or end, an expected end.

        If maintenance overruns and has a new expected end, the end of its window is left out.
        """
        window, eta = timeline.now.window, timeline.estimate
        if at := self.due[timeline.incident.path]:
            by = "" if timeline.promise else " by the cadence"
            yield "next update", f"{self.shown(at)}{by}{self._late(at)}"
        elif timeline.incident.sort is Sort.INCIDENT:
            yield "next update", "not promised"
        if window and timeline.is_upcoming:
            yield "planned from", self.shown(window.start)
        if window and timeline.is_active and not (timeline.overruns and eta):
            yield "planned until", f"{self.shown(window.end)}{self._late(window.end)}"
        if eta:
            yield "expected end", f"{self.shown(eta)}{self._late(eta)}"

    def _record(self, current: Current) -> dict[str, object]:
        timeline, incident = current.timeline, current.timeline.incident
        window, promise = timeline.now.window, timeline.promise
        return {
            "incident": incident.slug,
            "path": incident.path,
            "title": incident.title,
            "sort": incident.sort.value,
            "state": timeline.state.word,
            "impact": rank_of_incident(timeline).word,
            "components": {name: state.word for name, state in timeline.now.components},
            "draft": incident.draft,
            "internal": current.entry.internal,
            "began": _stamp(timeline.began),
            "updated": _stamp(timeline.last_update),
            "next": _stamp(promise.at if promise else None),
            "due": _stamp(self.due[incident.path]),
            "eta": _stamp(timeline.estimate),
            "window": [_stamp(window.start), _stamp(window.end)] if window else None,
            "overdue": any(problem.span.path == incident.path for problem in self.overdue),
        }

    def _late(self, at: datetime) -> str:
        return f", overdue by {lasting(self.as_of - at)}" if at <= self.as_of else ""

    def shown(self, at: datetime) -> str:
        """Return a time, with its date if that is not today."""
        there, now = local(at, self.zone), local(self.as_of, self.zone)
        return f"{there:%H:%M}" if there.date() == now.date() else f"{there:%Y-%m-%d %H:%M}"


def status(folder: Path, *, now: str | None, clock: datetime) -> Standing:
    """Return the status of the project in ``folder``."""
    from statusgen.advice.opening import read_opening
    from statusgen.advice.overdue import due
    from statusgen.commands.options import instant, site_in
    from statusgen.git import find_unpushed
    from statusgen.git.checkout import find_news
    from statusgen.memory import Memory
    from statusgen.settled import read_recent, settle

    memory, recent = Memory(), read_recent(folder, partial(instant, now, clock))
    as_of = recent.as_of
    opening = read_opening(settle(recent, memory), as_of, memory)
    hidden = {each.entry.path for each in opening.incidents if _was_hidden(each)}
    overdue = tuple(problem for problem in opening.overdue if problem.span.path not in hidden)
    late = {problem.span.path for problem in overdue}
    practice = opening.site.practice if opening.site else Practice()

    def urgency(current: Current) -> tuple[bool, bool, int, datetime]:
        line = current.timeline
        is_late = line.incident.path in late
        return (not is_late, line.is_upcoming, -rank_of_incident(line), line.began)

    return Standing(
        opening=opening,
        open=tuple(sorted(opening.open, key=urgency)),
        overdue=overdue,
        due={each.entry.path: due(each.timeline, practice) for each in opening.open},
        as_of=as_of,
        zone=site_in(opening.content).settings.timezone,
        unpushed=find_unpushed(folder),
        news="" if opening.open else find_news(folder),
    )


def _was_hidden(current: Current) -> bool:
    """Tell whether an incident is over and readers never saw it, so nothing is due."""
    return not current.timeline.is_open and (current.entry.internal or current.entry.draft)


def _hidden(entry: IncidentEntry) -> str:
    """Return the mark of an incident that readers do not see."""
    return " (internal)" if entry.internal else " (draft)" if entry.draft else ""


def _stamp(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None
