"""``statusgen scenario``: a scenario made from an incident, ready for the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
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
from statusgen.commands.prompts import finish_writing
from statusgen.commands.report import Report, answered
from statusgen.model import STATES, Decision, Sort, Text, Update
from statusgen.notation.names import is_slug, without_day

if TYPE_CHECKING:
    from statusgen.commands.incidents import Subject
    from statusgen.commands.workspace import Workspace


@click.command("scenario", cls=TextCommand)
@click.option(
    "--from",
    "incident",
    metavar="INCIDENT",
    required=True,
    help="The incident: its file name, or part of its title.",
)
@click.option(
    "--name", metavar="NAME", help="The file name (default: the incident's, without the day)."
)
@click.option("--title", metavar="TEXT", help="The title (default: the incident's).")
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
    """Make a scenario from an incident.

    The scenario gets its texts, with placeholders for names and times, and its log as steps.
    """
    with prompts.interruptible():
        workspace = workspace_of(project)
        asks = prompts.is_dialogue(no_input=no_input)
        report = scenario(workspace, incident, name=name, title=title, asks=asks)
    finish_writing(report, workspace, publish=publish)


_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?![a-z]+:)[^)]*\)")
"""A link to another file of the content, which does not help next time."""


@answered
def scenario(
    workspace: Workspace,
    word: str,
    *,
    name: str | None = None,
    title: str | None = None,
    asks: bool = False,
) -> Report:
    """Write a scenario from the incident that ``word`` names."""
    from statusgen.commands.incidents import find_incident
    from statusgen.commands.options import OptionError, line_of
    from statusgen.commands.saving import save_text
    from statusgen.reading.content import SCENARIOS

    title = line_of("--title", title)
    subject = find_incident(workspace, word, None, asks=asks)
    slug = name if name is not None else without_day(subject.incident.slug)
    if not is_slug(slug):
        rule = "Use only lowercase letters, digits and hyphens."
        raise OptionError(("--name", f"`{slug}` is not a valid file name. {rule}"))
    path = f"{SCENARIOS}{slug}.md"
    text = "\n\n".join(_blocks(workspace, subject, title)) + "\n"
    filed = save_text(workspace, path, text.encode(), before=None)
    return Report(
        problems=filed.problems,
        summary=f"{workspace.shown(path)}: a scenario made from {subject.incident.slug}",
        notes=(
            "Read it through: remove what was true only that day, and add what is missing.",
            f"To use it: `statusgen new {slug}`.",
        ),
        written=path,
        message=f"Scenario made from {subject.incident.slug}",
    )


def _blocks(workspace: Workspace, subject: Subject, title: str | None) -> Iterator[str]:
    """Yield the front matter, the first text of each state, and the log as steps."""
    from statusgen.authoring.escaping import as_line

    slug, moments = subject.incident.slug, reversed(subject.timeline.moments)
    first = {each.state: each.update for each in moments if not each.update.by_clock}
    yield _front(workspace, subject, title)
    yield f"<!-- Made from {slug}. Read it through and remove what was true only that day. -->"
    for state in (each for each in STATES[subject.incident.sort] if each in first):
        yield f"## {state.heading}"
        yield from _phase(workspace, subject, first[state])
    if log := subject.incident.team.log:
        yield "## Runbook"
        yield "\n".join(f"{row}. {as_line(entry.text)}" for row, entry in enumerate(log, 1))


def _front(workspace: Workspace, subject: Subject, title: str | None) -> str:
    from statusgen.authoring.front import NewIncident, front_matter
    from statusgen.authoring.stamping import duration

    incident, window = subject.incident, subject.timeline.now.window
    states = dict(incident.components)
    source = workspace.scenario(incident.team.scenario)
    roles = dict.fromkeys((*(source.roles if source else ()), *dict(incident.team.roles)))
    head = NewIncident(
        title=title or incident.title,
        kinds=("notice",) if incident.sort is Sort.NOTICE else tuple(incident.kinds),
        components=tuple(
            (leaf.id, states[leaf.id]) for leaf in workspace.components if leaf.id in states
        ),
        impact=incident.impact,
        cadence=incident.team.cadence,
        postmortem=incident.postmortem if isinstance(incident.postmortem, Decision) else None,
        internal=subject.entry.internal,
    )
    own = (
        f"duration: {duration(window.end - window.start)}\n" if window else "",
        f"roles: [{', '.join(roles)}]\n" if roles else "",
    )
    return front_matter(head, workspace.zone).removesuffix("---\n\n") + "".join(own) + "---"


def _phase(workspace: Workspace, subject: Subject, update: Update) -> Iterator[str]:
    """Yield the fields and the text of one state."""
    fields = [f"- {key}: {{{{ {key} }}}}" for key in ("cause", "fix") if getattr(update, key)]
    texts = (("workaround", update.workaround), ("action required", update.action))
    fields += [
        f"- {key}: {_general(workspace, subject, update, text)}"
        for key, text in texts
        if isinstance(text, Text)
    ]
    yield from filter(None, ("\n".join(fields), _general(workspace, subject, update, update.body)))


def _general(workspace: Workspace, subject: Subject, update: Update, text: Text) -> str:
    """Return a text with placeholders in place of component names and times."""
    from statusgen.rendering.components import affected

    locale, touched = workspace.locale(), subject.timeline.touched
    parts = workspace.parts(touched)
    began = subject.timeline.began
    times = {"started": began, "now": update.at, "eta": update.eta, "next": update.next}
    known = {affected(locale, parts).text: "components"} if parts else {}
    known |= {
        locale.moment(time, update.at, zone=zone).replace("\N{NO-BREAK SPACE}", " "): key
        for key, time in times.items()
        if isinstance(time, datetime)
        for zone in (False, True)
    }
    found = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    return re.sub(
        rf"`[^`]*`|https?://\S+|(?<![\w:.$\\-])(?:{found})(?![\w:])",  # leave code as it is
        lambda match: f"{{{{ {known[match[0]]} }}}}" if match[0] in known else match[0],
        _LINK.sub(r"\1", text.markdown.strip("\n")),
    )
