"""Site → artifacts. Each output is a module or package, and outputs never import each other.

To add an output, add a line to :func:`plan` or :func:`_data`. ``hosting`` comes last, because it
needs to know what the others declare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from statusgen.memo import Memo, call
from statusgen.model import Site
from statusgen.outputs import (
    api,
    assets,
    badges,
    calendar,
    feeds,
    hosting,
    pages,
    redirects,
    table,
    widget,
)
from statusgen.rendering.artifact import Artifact, Stage, copies
from statusgen.rendering.theme import Theme
from statusgen.status import Status, status_of


def plan(site: Site, status: Status, theme: Theme, memo: Memo = call) -> Iterator[Artifact]:
    """Declare every file of the output."""
    data = tuple(_data(site, status, theme, memo))
    published = (*assets.plan(site, theme), *pages.plan(site, status, memo), *data)
    files = (each for each in data if each.stage is not Stage.PAGE)
    old = tuple(copies(files, site.settings.redirects))
    moved = tuple(redirects.plan(site))
    yield from published
    yield from (replace(artifact, path=path) for path, artifact in old)
    yield from moved
    yield from hosting.plan(
        site,
        status,
        published,
        moved=(artifact.values for artifact in moved),
        copies=tuple((path, artifact.path) for path, artifact in old),
    )


def _data(site: Site, status: Status, theme: Theme, memo: Memo) -> Iterator[Artifact]:
    """Declare the files for programs and other sites. They are copied to their old addresses."""
    yield from badges.plan(site, status)
    yield from widget.plan(site, status, theme)
    public, public_status = without_drafts(site, status, memo)
    for output in (feeds, calendar, table, api):
        yield from output.plan(public, public_status, memo)


def without_drafts(site: Site, status: Status, memo: Memo = call) -> tuple[Site, Status]:
    """Remove a preview's drafts, because programs keep what they have read once.

    A postmortem about a draft counts as a draft.
    """
    incidents = tuple(each for each in site.incidents if not each.draft)
    slugs = {each.slug for each in incidents}
    postmortems = tuple(
        each for each in site.postmortems if not each.draft and slugs.issuperset(each.incidents)
    )
    if (incidents, postmortems) == (site.incidents, site.postmortems):
        return site, status
    public = replace(site, incidents=incidents, postmortems=postmortems)
    return public, status_of(public, memo)
