"""``statusgen status``: what is open, what is promised, and what is overdue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from statusgen.commands import clock
from statusgen.commands.parameters import located, now_option, project_option
from statusgen.commands.printing import print_table, usage_errors
from statusgen.commands.report import lasting, some
from statusgen.problems import Problem, printable

if TYPE_CHECKING:
    from statusgen.advice.opening import Ahead, Current, Opening
    from statusgen.git.unpushed import Unpushed
    from statusgen.model import Practice
    from statusgen.reading.incident import IncidentEntry
    from statusgen.timeline import Timeline


@click.command("status")
@project_option
@now_option
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
def command(*, project: Path, now: str | None, as_json: bool) -> None:
    """Show what is open, what is promised, and what is overdue."""
    with usage_errors():
        standing = status(located(project), now=now, clock=clock.now())
    if as_json:
        click.echo(standing.as_json())
        return
    click.echo(standing.heading)
    if standing.open:
        print_table(COLUMNS, standing.rows, wraps=("title", "next update"))
    for note in standing.notes:
        click.echo(note)


COLUMNS = ("incident", "title", "state", "impact", "since", "last update", "next update")
"""The heads of the table."""

IN_TABLE: Final = frozenset(
    {"overdue-promise", "overdue-estimate", "long-silence", "maintenance-overruns"}
)
"""What is overdue that a row says already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a team has to keep in mind at one instant."""

    as_of: datetime
    zone: str
    """That of the site, in which people read times."""
    open: tuple[Current, ...]
    """What has not ended: what is overdue first, then what hurts most; the planned last."""
    owed: tuple[Timeline, ...]
    """Incidents whose postmortem is promised or required, and not published yet, nor overdue."""
    ahead: tuple[Ahead, ...]
    """What nobody is shown yet, and ``open`` has not: its time is still to come."""
    overdue: tuple[Problem, ...]
    """What somebody should do by now, each with its place and its remedy."""
    sample: tuple[Problem, ...]
    """What of a new project's sample is left in site.yml."""
    practice: Practice
    problems: tuple[Problem, ...]
    """Mistakes that keep something from being here."""
    unpushed: Unpushed
    """What readers cannot have seen yet, whatever it says."""

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells of the table, below :data:`COLUMNS`."""
        return tuple(tuple(map(printable, self._row(each))) for each in self.open)

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands below the table, a line each."""
        lines = [
            f"Overdue: {problem.span.path}: {problem.message}."
            for problem in self.overdue
            if problem.code not in IN_TABLE
        ]
        lines += [f"Owed: a postmortem of {_postmortem(each)}." for each in self.owed]
        lines += map(self._ahead, self.ahead)
        if not self.open and not lines and not self.problems:
            lines = ["Nothing is open, promised or overdue."]
        for said, paths in (
            ("Written, not committed", self.unpushed.written),
            ("Deleted here, not committed", self.unpushed.deleted),
            ("Committed, not pushed", self.unpushed.committed),
        ):
            lines += [f"{said}: {some(paths)}."] if paths else []
        lines += [
            f"{path} has mistakes, and may be missing here; `statusgen check` shows them."
            for path in sorted({problem.span.path for problem in self.problems})
        ]
        lines += [f"{problem.span.path}: {problem.message}." for problem in self.sample]
        return tuple(map(printable, lines))

    @property
    def heading(self) -> str:
        """Of when it is."""
        from statusgen.notation.times import local

        return f"As of {local(self.as_of, self.zone):%Y-%m-%d %H:%M} {self.zone}"

    def as_json(self) -> str:
        """Return the same for programs; every key is always there."""
        record = {
            "as_of": _stamp(self.as_of),
            "open": [self._record(each) for each in self.open],
            "overdue": [problem.as_record() for problem in self.overdue],
            "postmortems": [_owed_record(each) for each in self.owed],
            "ahead": [_ahead_record(each) for each in self.ahead],
            "sample": [problem.as_record() for problem in self.sample],
            "problems": [problem.as_record() for problem in self.problems],
            "unpushed": [
                {"path": path, "committed": committed, "deleted": deleted}
                for paths, committed, deleted in (
                    (self.unpushed.written, False, False),
                    (self.unpushed.deleted, False, True),
                    (self.unpushed.committed, True, False),
                )
                for path in paths
            ],
        }
        return json.dumps(record, ensure_ascii=False, indent=2)

    def _row(self, current: Current) -> tuple[str, ...]:
        from statusgen.model import Sort
        from statusgen.status import rank_of_incident

        timeline, incident = current.timeline, current.timeline.incident
        return (
            incident.slug,
            f"{incident.title}{_hidden(current.entry)}",
            timeline.state.word.replace("_", " "),
            rank_of_incident(timeline).word if incident.sort is Sort.INCIDENT else "",
            "" if timeline.is_upcoming else self._shown(timeline.began),
            self._shown(timeline.last_update),
            self._next(timeline),
        )

    def _next(self, timeline: Timeline) -> str:
        """Say what readers wait for: the promised update, a planned start, the end of what goes on.

        Where maintenance takes longer than planned, its new end stands for that of its window.
        """
        from statusgen.advice.overdue import due
        from statusgen.model import Sort

        window, promise, eta = timeline.now.window, timeline.promise, timeline.estimate
        said = []
        if promise:
            late = self._late(promise.at) if promise.overdue else ""
            said.append(f"{self._shown(promise.at)}{late}")
        elif at := due(timeline, self.practice):
            late = self._late(at) if at <= self.as_of else ""
            said.append(f"{self._shown(at)} by the cadence{late}")
        elif timeline.incident.sort is Sort.INCIDENT:
            said.append("not promised")
        if window and timeline.is_upcoming:
            said.append(f"planned from {self._shown(window.start)}")
        if window and timeline.is_active and not (timeline.overruns and eta):
            late = self._late(window.end) if timeline.overruns else ""
            said.append(f"planned until {self._shown(window.end)}{late}")
        if eta:
            late = self._late(eta) if eta <= self.as_of else ""
            said.append(f"expected end {self._shown(eta)}{late}")
        return "; ".join(said)

    def _record(self, current: Current) -> dict[str, object]:
        from statusgen.advice.overdue import due
        from statusgen.status import rank_of_incident

        timeline, incident = current.timeline, current.timeline.incident
        window, promise, due_at = (
            timeline.now.window,
            timeline.promise,
            due(timeline, self.practice),
        )
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
            "next": _stamp(promise.at) if promise else None,
            "due": _stamp(due_at) if due_at else None,
            "eta": _stamp(timeline.estimate) if timeline.estimate else None,
            "window": [_stamp(window.start), _stamp(window.end)] if window else None,
            "overdue": any(problem.span.path == incident.path for problem in self.overdue),
        }

    def _ahead(self, ahead: Ahead) -> str:
        what = f"{'' if ahead.begins else 'an update of '}{ahead.entry.name}{_hidden(ahead.entry)}"
        return f"Dated ahead, and so not shown yet: {what}, from {self._shown(ahead.at)}."

    def _late(self, at: datetime) -> str:
        return f", overdue by {lasting(self.as_of - at)}"

    def _shown(self, at: datetime) -> str:
        """Return a time; its day where that is another one."""
        from statusgen.notation.times import local

        there, now = local(at, self.zone), local(self.as_of, self.zone)
        return f"{there:%H:%M}" if there.date() == now.date() else f"{there:%Y-%m-%d %H:%M}"


def status(folder: Path, *, now: str | None, clock: datetime) -> Standing:
    """Return how the project in ``folder`` stands."""
    from statusgen.advice.opening import read_opening
    from statusgen.commands.options import instant, site_in
    from statusgen.files import read_texts
    from statusgen.git.unpushed import find_unpushed
    from statusgen.model import Practice

    texts = read_texts(folder)
    as_of = instant(now, clock, texts)
    opening = read_opening(texts, as_of)
    settings = site_in(opening.content).settings
    found = tuple(_overdue(opening))
    late = frozenset(problem.span.path for problem in found)
    return Standing(
        as_of=as_of,
        zone=settings.timezone,
        open=tuple(sorted(opening.open, key=partial(_urgency, late=late))),
        owed=tuple(each for each in _owed(opening) if each.incident.path not in late),
        ahead=opening.ahead,
        overdue=found,
        sample=opening.sample,
        practice=opening.site.practice if opening.site else Practice(),
        problems=opening.problems,
        unpushed=find_unpushed(folder),
    )


def _overdue(opening: Opening) -> Iterator[Problem]:
    """Yield what is overdue, but of what is over and was for the team alone."""
    hidden = {each.entry.path for each in opening.incidents if _was_hidden(each)}
    return (problem for problem in opening.overdue if problem.span.path not in hidden)


def _was_hidden(current: Current) -> bool:
    """Tell whether it is over and readers never saw it, as a drill: they are owed nothing."""
    return not current.timeline.is_open and (current.entry.internal or current.entry.draft)


def _urgency(current: Current, late: frozenset[str]) -> tuple[bool, bool, int, datetime]:
    from statusgen.status import rank_of_incident

    timeline = current.timeline
    is_late = timeline.incident.path in late
    return (not is_late, timeline.is_upcoming, -rank_of_incident(timeline), timeline.began)


def _owed(opening: Opening) -> list[Timeline]:
    from statusgen.model import Decision

    told = opening.site.postmortems if opening.site else ()
    slugs = {slug for postmortem in told for slug in postmortem.incidents}
    return [
        each.timeline
        for each in opening.incidents
        if each.timeline.incident.postmortem not in {None, Decision.NOT_NEEDED}
        # What is required is owed once it is over; a day is promised at any time.
        and (each.timeline.ended or each.timeline.incident.postmortem is not Decision.REQUIRED)
        and each.timeline.incident.slug not in slugs
        and not _was_hidden(each)
    ]


def _postmortem(timeline: Timeline) -> str:
    decision = timeline.incident.postmortem
    by = f"promised by {decision}" if isinstance(decision, date) else "required"
    return f"{timeline.incident.slug}, {by}"


def _hidden(entry: IncidentEntry) -> str:
    """Say of what readers never see why."""
    return " (internal)" if entry.internal else " (draft)" if entry.draft else ""


def _owed_record(timeline: Timeline) -> dict[str, object]:
    decision = timeline.incident.postmortem
    return {
        "incident": timeline.incident.slug,
        "ended": _stamp(timeline.ended) if timeline.ended else None,
        "by": decision.isoformat() if isinstance(decision, date) else None,
    }


def _ahead_record(ahead: Ahead) -> dict[str, object]:
    return {
        "incident": ahead.entry.name,
        "path": ahead.entry.path,
        "at": _stamp(ahead.at),
        "begins": ahead.begins,
    }


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
