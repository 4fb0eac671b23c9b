"""The pages that readers meet, a module for each kind.

Each has ``plan``, which decides the facts, and ``render`` functions, which
hand them to a template of the theme.
"""

from __future__ import annotations

from collections.abc import Iterator

from statusgen.memo import Memo, call
from statusgen.model import Site
from statusgen.outputs.pages import (
    component,
    history,
    incident,
    index,
    not_found,
    postmortem,
    subscribe,
)
from statusgen.outputs.pages.edition import edition_of
from statusgen.rendering.artifact import Artifact
from statusgen.status import Status


def plan(site: Site, status: Status, memo: Memo = call) -> Iterator[Artifact]:
    """Declare every page."""
    edition = edition_of(site, status, memo)
    yield from index.plan(edition)
    yield from history.plan(edition)
    yield from incident.plan(edition)
    yield from component.plan(edition)
    yield from postmortem.plan(edition)
    yield from subscribe.plan(edition)
    yield from not_found.plan()
