"""What every page of the handbook has: an address of its own, the way to the others, a frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup

from statusgen import addresses
from statusgen.model import Text
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.kit import Kit

INDEX: Final = ""
SCENARIOS: Final = "scenarios/"
TEAM: Final = "team/"
CHANNELS: Final = "channels/"
GUIDE: Final = "impact/"
BOOK: Final = "book/"
"""Everything on one page, for paper."""
STATIC: Final = "static/"
"""The author's own files, as far as scenarios show them: the handbook has copies."""


def scenario(slug: str) -> str:
    """Return the page of a scenario."""
    return f"{SCENARIOS}{slug}/"


def artifact(address: str, render: Callable[..., bytes], *values: object) -> Artifact:
    """Declare a page."""
    stage = Stage.INDEX if address == INDEX else Stage.PAGE
    return Artifact(path=addresses.output_path(address), stage=stage, render=render, values=values)


def page(kit: Kit, template: str, address: str, *, title: str, **context: Any) -> bytes:  # noqa: ANN401 - what a template is given differs from one to the next
    """Render a page as UTF-8.

    Each template is given ``ways``, the labels of all chapters with their addresses;
    ``scenario_address(slug)``; and ``story(text, level)``, an author's text as HTML whose links
    lead to the public site.
    """
    link = addresses.link_from(address, kit.settings.base_url)

    def leads_to(target: str) -> str:
        return link(target) if target.startswith(STATIC) else kit.absolute(target)

    def story(text: Text, level: int) -> Markup:
        html = kit.markup.to_html(text, address=leads_to, heading_level=level)
        return Markup(html)  # noqa: S704 - it comes from the sanitiser

    words = kit.locale
    ways = (
        (words.pgettext("chapter of the handbook", "Call first"), INDEX),
        (words.pgettext("chapter of the handbook", "Team"), TEAM),
        (words.pgettext("chapter of the handbook", "Whom to tell what"), CHANNELS),
        (words.pgettext("chapter of the handbook", "Impact and kind"), GUIDE),
        (words.pgettext("chapter of the handbook", "All on one page"), BOOK),
    )
    return kit.page(
        f"handbook/{template}",
        address,
        title=title,
        noindex=True,
        ways=ways,
        scenario_address=scenario,
        story=story,
        **context,
    )
