"""``statusgen handover``: what the next shift needs to know, and who takes over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import clock, prompts
from statusgen.commands.parameters import TextCommand, project_option, workspace_of
from statusgen.commands.printing import finish
from statusgen.commands.report import Report, some
from statusgen.commands.status import Standing, status

if TYPE_CHECKING:
    from statusgen.commands.workspace import Workspace
    from statusgen.timeline import Timeline

LOGGED = 3
"""How many entries of each internal log are printed."""


@click.command("handover", cls=TextCommand)
@click.option("--to", "name", metavar="NAME", help="Who takes over: someone in `team`.")
@click.option("--publish", is_flag=True, help="Check, commit and push what was written.")
@project_option
def command(*, name: str | None, publish: bool, project: Path) -> None:
    """Show what the next shift needs: open incidents, roles and what is due.

    With --to, NAME takes over in each open incident, in all roles that site.yml lists them for.
    """
    with prompts.interruptible():
        workspace = workspace_of(project)
        report = hand_over(workspace, name, publish=publish) if name else None
        click.echo(briefing(status(workspace.folder, now=None, clock=clock.now())))
    if report:
        click.echo()
        finish(report, "text", workspace.folder)


def briefing(standing: Standing) -> str:
    """Return each open incident with its roles and the end of its log, then what is still owed."""
    from statusgen.commands.scenarios import line_of_role

    def more(timeline: Timeline) -> Iterator[str]:
        team, site = timeline.incident.team, standing.opening.site
        roles = site.practice.team if site else ()
        yield from (f"  {line_of_role(role, dict(team.roles))}" for role in roles)
        for entry in sorted(team.log, key=lambda entry: entry.at)[-LOGGED:]:
            yield f"  {standing.shown(entry.at)} {' '.join(entry.text.split())}"

    blocks = (standing.heading, *standing.summary(more), "\n".join(standing.notes))
    return "\n\n".join(filter(None, blocks))


def hand_over(workspace: Workspace, name: str, *, publish: bool = False) -> Report:
    """Write into each open incident that the person takes over, and publish that if wanted."""
    from statusgen.commands.log import log
    from statusgen.commands.options import UsageError
    from statusgen.commands.publication import published

    team, folder, now = workspace.site.practice.team, workspace.folder, workspace.clock
    known = {each.name.casefold(): each.name for role in team for each in role.people}
    if not (person := known.get(name.strip().casefold())):
        people = some([*known.values()], 50) or "site.yml has no `team` yet"
        message = f"`{name}` is not in the team: {people}."
        raise UsageError(message)
    holders = {
        role.name: person for role in team if any(each.name == person for each in role.people)
    }
    text = f"{person} takes over: {', '.join(holders).replace('_', ' ')}."
    reports = [
        published(
            log(workspace, each.entry.name, text, holders=holders),
            folder,
            clock=now,
            wanted=publish,
        )
        for each in status(folder, now=None, clock=now).open
        if not holders.items() <= dict(each.timeline.incident.team.roles).items()
    ]
    notes = dict.fromkeys(line for each in reports for line in (each.summary, *each.notes))
    return Report(
        problems=tuple(problem for each in reports for problem in each.problems),
        summary=text if reports else f"{person} has these roles already, or nothing is open.",
        notes=tuple(notes),
        failed=any(each.failed for each in reports),
    )
