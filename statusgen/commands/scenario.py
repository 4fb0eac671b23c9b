"""``statusgen scenario``: what was learned in an incident, ready for the next one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import prompts
from statusgen.commands.parameters import (
    TextCommand,
    no_input_option,
    project_option,
    publish_option,
    workspace_of,
)
from statusgen.commands.printing import usage_errors
from statusgen.commands.prompts import finish_writing, settled
from statusgen.commands.report import Report

if TYPE_CHECKING:
    from statusgen.authoring.experience import Experience
    from statusgen.commands.incidents import Subject
    from statusgen.commands.workspace import Workspace
    from statusgen.model import States
    from statusgen.timeline import Timeline


@click.command("scenario", cls=TextCommand)
@click.option("--from", "incident", metavar="INCIDENT", required=True, help="What it is made of.")
@click.option("--name", help="The name of the file; that of the incident without its day.")
@click.option("--title", metavar="TEXT", help="What authors choose it by; the incident's own.")
@publish_option
@no_input_option
@project_option
def command(
    *,
    incident: str,
    name: str | None,
    title: str | None,
    publish: bool,
    no_input: bool,
    project: Path,
) -> None:
    """Write a scenario made from an incident: its texts, made general, and its log as steps."""
    with prompts.interruptible(), usage_errors():
        desk = workspace_of(project)
        report = settled(
            lambda word, *, again: scenario(desk, word, name=name, title=title),  # noqa: ARG005 - nothing to reopen
            incident,
            asks=prompts.is_dialogue(no_input=no_input),
        )
    finish_writing(report, desk, publish=publish)


def scenario(
    desk: Workspace, word: str, *, name: str | None = None, title: str | None = None
) -> Report:
    """Write a scenario made from the incident that ``word`` names."""
    from statusgen.commands.saving import answered

    return answered(lambda: _scenario(desk, word, name, title))


def _scenario(desk: Workspace, word: str, name: str | None, title: str | None) -> Report:
    from statusgen.authoring.experience import write_scenario
    from statusgen.commands.incidents import find_incident
    from statusgen.commands.options import OptionError, title_of
    from statusgen.commands.saving import save_text
    from statusgen.notation.names import is_slug, without_day
    from statusgen.reading.content import SCENARIOS

    title = title_of(title)
    subject = find_incident(desk, word, None)
    slug = without_day(subject.incident.slug) if name is None else name
    if not is_slug(slug):
        message = f"`{slug}` cannot be the name of a file. It has small letters a to z, "
        message += "digits and hyphens."
        raise OptionError(("--name", message))
    path = f"{SCENARIOS}{slug}.md"
    text = write_scenario(_experience(desk, subject, title))
    filed = save_text(desk, path, text.encode(), before=None)
    return Report(
        problems=filed.problems,
        summary=f"{desk.shown(path)}: a scenario made from {subject.incident.slug}",
        notes=(
            "Read it through: what was so on that day alone goes, what you missed comes in.",
            f"`statusgen new {slug}` begins an incident with it.",
        ),
        written=path,
        message=f"Scenario made from {subject.incident.slug}",
    )


def _experience(desk: Workspace, subject: Subject, title: str | None) -> Experience:
    from statusgen.authoring.experience import Experience
    from statusgen.authoring.front import NewIncident
    from statusgen.model import Decision, Sort
    from statusgen.moments import impact_of

    timeline, incident, ids = subject.timeline, subject.incident, desk.directory.ids
    touched = dict.fromkeys(ids.get(each, each) for each in timeline.touched)
    states = _worst(desk, timeline)
    implied = impact_of(dict(states).values())
    is_incident = incident.sort is Sort.INCIDENT
    source = desk.scenario(incident.team.scenario)
    given = (role for role, _ in incident.team.roles)
    of_incident, is_drill = _without_drill(subject)
    return Experience(
        timeline=timeline,
        head=NewIncident(
            title=" ".join((title or of_incident).split()),
            kinds=("notice",) if incident.sort is Sort.NOTICE else tuple(incident.kinds),
            components=states,
            impact=timeline.impact if is_incident and timeline.impact is not implied else None,
            cadence=incident.team.cadence,
            postmortem=incident.postmortem if isinstance(incident.postmortem, Decision) else None,
            internal=bool(source and source.internal) if is_drill else subject.entry.internal,
        ),
        roles=tuple(dict.fromkeys((*(source.roles if source else ()), *given))),
        listed=str(desk.locale().list_of(desk.names(touched))) if touched else "",
        zone=subject.entry.zone,
    )


def _worst(desk: Workspace, timeline: Timeline) -> States:
    """Return the worst state of each component in use, by today's ids."""
    from statusgen.model import Sort

    ids = desk.directory.ids
    planned = timeline.incident.components if timeline.incident.sort is Sort.MAINTENANCE else ()
    found = {ids.get(name, name): state for name, state in planned}
    for held in timeline.holdings:
        name = ids.get(held.component, held.component)
        found[name] = max(held.state, found.get(name, held.state))
    known = {leaf.id for leaf in desk.components}
    return tuple((name, state) for name, state in found.items() if name in known)


def _without_drill(subject: Subject) -> tuple[str, bool]:
    """Return the title without what says that it was a drill, and whether that was there.

    ``new --drill`` put it there, in the language of the site at that time, and made the incident
    internal. What was practised is for real incidents, so neither is carried over.
    """
    from statusgen.languages import every_language
    from statusgen.rendering.locale import Locale

    title = " ".join(subject.incident.title.split())
    if not subject.entry.internal:
        return title, False
    for language in every_language():
        mark = Locale(language, "UTC").gettext("Drill: %(title)s") % {"title": ""}
        prefix = " ".join(mark.split())
        if title.startswith(prefix):
            return title.removeprefix(prefix).strip(), True
    return title, False
