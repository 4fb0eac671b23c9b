"""Site → artifacts. One file for each output; they never import each other.

:func:`_others` is the registry: a new output is a file and a line there. ``hosting`` alone is
planned last, since it needs to know what the others declare.
"""

from __future__ import annotations

from collections.abc import Iterator

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
from statusgen.rendering.artifact import Artifact
from statusgen.rendering.theme import Theme
from statusgen.status import Status


def plan(site: Site, status: Status, theme: Theme, memo: Memo = call) -> Iterator[Artifact]:
    """Declare every file of the output."""
    others = tuple(_others(site, status, theme, memo))
    yield from others
    yield from hosting.plan(
        site, status, others, (artifact.values for artifact in redirects.plan(site))
    )


def _others(site: Site, status: Status, theme: Theme, memo: Memo) -> Iterator[Artifact]:
    """Declare what is planned for itself, each output with no more than it needs."""
    yield from assets.plan(site, theme)
    yield from pages.plan(site, status, memo)
    yield from feeds.plan(site, status)
    yield from calendar.plan(site, status)
    yield from table.plan(site, status)
    yield from api.plan(site, status, memo)
    yield from badges.plan(site, status)
    yield from widget.plan(site, status, theme)
    yield from redirects.plan(site)
