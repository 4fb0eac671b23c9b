"""The page for an address at which there is nothing."""

from __future__ import annotations

from collections.abc import Iterator

from statusgen import addresses
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.kit import Kit


def plan() -> Iterator[Artifact]:
    """Declare it."""
    yield Artifact(path=addresses.output_path(addresses.NOT_FOUND), stage=Stage.PAGE, render=render)


def render(kit: Kit) -> bytes:
    """Render it; its links lead from the root, since it answers at any depth."""
    title = kit.locale.gettext("There is nothing at this address")
    return kit.page("not_found.html", addresses.NOT_FOUND, title=title, noindex=True)
