"""Find the open incident that others reported first, before a second one is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from statusgen.commands.report import some
from statusgen.files import read_texts
from statusgen.git.checkout import Checkout, Remote
from statusgen.memo import call
from statusgen.model import Sort
from statusgen.moments import is_published
from statusgen.problems import Problems
from statusgen.reading.assemble import with_components
from statusgen.reading.content import INCIDENTS, SITE_FILE, read_content
from statusgen.source.text import File, Texts
from statusgen.timeline import Timeline, timeline_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A new incident, and the open one that is like it."""

    path: str
    """The file of the new one."""
    slug: str
    """The name of the open one."""
    reason: str
    """A sentence about both."""


def find_duplicate(checkout: Checkout, remote: Remote, as_of: datetime) -> Duplicate | None:
    """Return a new incident that has the scenario or a component of one in what was fetched."""
    git, base = checkout.git, checkout.base(remote)
    own = [
        path
        for path in checkout.own(remote)
        if path.startswith(INCIDENTS)
        and (checkout.folder / path).is_file()
        and not git.show(base, path)
    ]
    if not own:
        return None
    words = ("diff", "--name-only", "--relative", "--no-renames", "-z", base, remote.ref)
    names = git(*words, "--", INCIDENTS).names
    here = (File(path=path, data=(checkout.folder / path).read_bytes()) for path in own)
    there = (File(path=path, data=git.show(remote.ref, path)) for path in names)
    site = tuple(each for each in read_texts(checkout.folder).files if each.path == SITE_FILE)
    mine = _open(Texts(files=(*site, *here)), as_of)
    for other in _open(Texts(files=(*site, *there)), as_of):
        for line in mine:
            if reason := _alike(line, other):
                incident = other.incident
                reason = f"{incident.slug} ({incident.title}) is open, with the same {reason}"
                return Duplicate(path=line.incident.path, slug=incident.slug, reason=reason)
    return None


def _open(texts: Texts, as_of: datetime) -> list[Timeline]:
    """Return the open incidents that readers see."""
    content = read_content(texts, Problems())
    shown = [entry for entry in content.incidents if entry.is_shown(preview=False)]
    found = with_components(content.site, shown, Problems(), call) if content.site else {}
    lines = (
        timeline_of(incident, as_of)
        for incident in found.values()
        if incident.sort is Sort.INCIDENT and is_published(incident.updates[0].at, as_of)
    )
    return [line for line in lines if line.is_open]


def _alike(one: Timeline, other: Timeline) -> str:
    """Return what two incidents have in common; empty if they differ."""
    scenario = one.incident.team.scenario
    if scenario and scenario == other.incident.team.scenario:
        return f"scenario: {scenario}"
    shared = [name for name in one.touched if name in other.touched]
    return f"component{'s' * (len(shared) > 1)}: {some(shared)}" if shared else ""
