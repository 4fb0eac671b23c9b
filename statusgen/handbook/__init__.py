"""The internal handbook: what the team needs in a bad hour, as pages apart from the public site.

It is no output of the site. It is planned by a function of its own from what outputs never take,
:class:`~statusgen.model.Practice`, for a folder of its own, and neither room imports the other:
so nothing of it can come into a plan of the public site.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from statusgen.handbook import guide, people, scenarios, summary
from statusgen.model import Site
from statusgen.rendering.artifact import Artifact
from statusgen.rendering.kit import HANDBOOK_STYLE, STYLE
from statusgen.rendering.theme import Theme

__all__ = ["dressed", "plan"]


def plan(site: Site) -> Iterator[Artifact]:
    """Declare every page."""
    chapters = summary.Chapters(
        duties=people.duties_of(site.practice.team),
        scenarios=tuple(scenarios.each(site)),
        channels=tuple(guide.channels(site)),
        guide=guide.guide(site),
    )
    yield from scenarios.plan(chapters.scenarios, site.static)
    yield from people.plan(chapters.duties)
    yield from guide.plan(chapters.channels, chapters.guide)
    yield from summary.plan(chapters, site)


def dressed(theme: Theme) -> Theme:
    """Return the theme with the handbook's own style behind that of the pages."""
    static = dict(theme.static())
    sheet = static.get(STYLE, b"") + b"\n" + static.get(HANDBOOK_STYLE, b"")
    others = (file for file in theme.files if file[0] != f"static/{STYLE}")
    return replace(theme, files=(*others, (f"static/{STYLE}", sheet)))
