"""The page of one incident, maintenance or notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from statusgen import addresses
from statusgen.outputs.pages.edition import Edition
from statusgen.outputs.pages.threads import Thread, thread
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.bulletin import Bulletin, revision
from statusgen.rendering.kit import Kit

DESCRIPTION_LENGTH: Final = 200
"""Characters; what search engines and chats show."""


def plan(edition: Edition) -> Iterator[Artifact]:
    """Declare a page for each; only those of what is open know the site's revision."""
    for timeline in edition.status.timelines:
        shown = thread(edition, timeline)
        yield Artifact(
            path=addresses.output_path(addresses.incident(shown.slug)),
            stage=Stage.PAGE,
            render=render,
            values=(shown, edition.bulletin if shown.is_open else None),
            origin=timeline.incident.path,
        )


def render(kit: Kit, thread: Thread, bulletin: Bulletin | None) -> bytes:
    """Render it; its description is what was said last."""
    said = [entry.body for entry in thread.entries if entry.body]
    return kit.page(
        "incident.html",
        addresses.incident(thread.slug),
        title=thread.title,
        description=kit.markup.summary(said[0], DESCRIPTION_LENGTH) if said else "",
        state=thread.shape,
        noindex=thread.draft,
        thread=thread,
        revision=revision(kit, bulletin) if bulletin else "",
    )
