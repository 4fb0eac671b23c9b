"""The internal handbook: pages with what the team needs during an incident.

It is not an output of the site. It has its own plan and its own folder, and shows
:class:`~statusgen.model.Practice`, which outputs never read. Neither imports the other, so nothing
internal can get into the public site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

from markupsafe import Markup

from statusgen import addresses
from statusgen.advice.overdue import cadence_for
from statusgen.days import day_of
from statusgen.markup.finding import Finder
from statusgen.model import (
    Channel,
    Component,
    ComponentState,
    Group,
    Impact,
    Kind,
    Role,
    Scenario,
    Site,
    Sort,
    State,
    Text,
)
from statusgen.moments import IMPACT_OF, impact_of
from statusgen.rendering.artifact import Artifact, Stage, verbatim
from statusgen.rendering.kit import HANDBOOK_STYLE, STYLE, Kit
from statusgen.rendering.theme import Theme
from statusgen.status import in_use

INDEX: Final = ""
TEAM: Final = "team/"
CHANNELS: Final = "channels/"
GUIDE: Final = "impact/"
BOOK: Final = "book/"
"""Everything on one page, for printing."""
STATIC: Final = "static/"
"""The author's own files; the handbook has copies of those that scenarios use."""

Values = tuple[tuple[str, Any], ...]
"""What a template is given, by name."""

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is a placeholder."""

Level = tuple[Impact, ComponentState | None, timedelta | None, tuple[str, ...]]
"""An impact, the component state that implies it, its cadence, and the names of the channels that
announce it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A scenario: whom to call, what to do, and the texts to send."""

    scenario: Scenario
    """With component names in place of ids, and with the impact and cadence that apply."""
    duties: tuple[Role, ...]
    passages: tuple[tuple[str, State, Pieces], ...]
    """The texts to copy: the audience of each, empty for readers, its state, and the text."""


def plan(site: Site) -> Iterator[Artifact]:
    """Declare every page, and copies of the files that scenarios show or link to."""
    chapters = tuple(sorted((_chapter(each, site) for each in site.practice.scenarios), key=_order))
    recipients = tuple(_recipients(site))
    index = {
        "duties": site.practice.team,
        "chapters": chapters,
        "today": day_of(site.as_of, site.settings.timezone),
    }
    guide = {
        "levels": tuple(_levels(site, recipients)),
        "kinds": tuple(Kind),
        "parts": tuple(_parts(site)),
    }
    yield _page("index.html", INDEX, **index)
    yield _page("team.html", TEAM, duties=site.practice.team)
    yield _page("channels.html", CHANNELS, recipients=recipients)
    yield _page("guide.html", GUIDE, **guide)
    yield _page("book.html", BOOK, recipients=recipients, **index, **guide)
    for chapter in chapters:
        yield _page("scenario.html", scenario_address(chapter.scenario.slug), chapter=chapter)
    texts = [text for each in chapters for text in (each.scenario.summary, each.scenario.runbook)]
    shown = {target.partition("#")[0] for text in texts for _, target in text.targets}
    for file in site.static:
        if file.path in shown:
            yield Artifact(path=file.path, stage=Stage.ASSET, render=verbatim, values=(file.data,))


def _page(template: str, address: str, **values: object) -> Artifact:
    return Artifact(
        path=addresses.output_path(address),
        stage=Stage.INDEX if address == INDEX else Stage.PAGE,
        render=render,
        values=(template, address, tuple(values.items())),
    )


def scenario_address(slug: str) -> str:
    """Return the address of a scenario."""
    return f"scenarios/{slug}/"


def render(kit: Kit, template: str, address: str, values: Values) -> bytes:
    """Render a page as UTF-8.

    Each template is given ``ways``, the addresses and labels of all chapters;
    ``scenario_address(slug)``; ``href(contact)``, the address that a contact links to; and
    ``story(text, level)``, an author's text as HTML with links to the public site.
    """
    link = addresses.link_from(address, kit.settings.base_url)

    def leads_to(target: str) -> str:
        return link(target) if target.startswith(STATIC) else kit.absolute(target)

    def story(text: Text, level: int) -> Markup:
        html = kit.markup.to_html(text, address=leads_to, heading_level=level)
        return Markup(html)  # noqa: S704 - it comes from the sanitiser

    words = kit.locale
    ways = {
        INDEX: words.pgettext("chapter of the handbook", "Call first"),
        TEAM: words.pgettext("chapter of the handbook", "Team"),
        CHANNELS: words.pgettext("chapter of the handbook", "Who to inform"),
        GUIDE: words.pgettext("chapter of the handbook", "Impact and kind"),
        BOOK: words.pgettext("chapter of the handbook", "Everything on one page"),
    }
    titles = ways | {
        INDEX: words.gettext("When something breaks"),
        BOOK: words.gettext("Incident handbook"),
    }
    given = dict(values)
    return kit.page(
        f"handbook/{template}",
        address,
        title=titles.get(address) or given["chapter"].scenario.title,
        noindex=True,
        ways=tuple(ways.items()),
        scenario_address=scenario_address,
        href=href_of,
        story=story,
        **given,
    )


def dressed(theme: Theme) -> Theme:
    """Return the theme with the style of the handbook after that of the pages."""
    static = dict(theme.static())
    sheet = static.get(STYLE, b"") + b"\n" + static.get(HANDBOOK_STYLE, b"")
    others = (file for file in theme.files if file[0] != f"static/{STYLE}")
    return replace(theme, files=(*others, (f"static/{STYLE}", sheet)))


def href_of(contact: str) -> str:
    """Return ``tel:`` and a number, ``mailto:`` and an address, or the address of a page.

    Empty for anything else, and if it may be two numbers. An international number has at most
    15 digits (E.164), a national one 13.
    """
    contact = contact.strip()
    if re.fullmatch(r"\+?[0-9\s().-]+", contact):
        # The 0 in brackets is not dialled after a country code.
        is_whole = contact.startswith(("+", "00"))
        number = re.sub(r"[^0-9+]", "", contact.replace("(0)", "") if is_whole else contact)
        return f"tel:{number}" if re.fullmatch(r"(\+|00)\d{3,15}|\d{3,13}", number) else ""
    if re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", contact):
        return f"mailto:{contact}"
    return contact if re.fullmatch(r"https?://\S+", contact) else ""


def _recipients(site: Site) -> Iterator[Channel]:
    """Yield the channels, internal ones first, without their addresses, which may be secret."""
    names = {leaf.id: leaf.name for leaf in site.leaves}
    for channel in sorted(site.practice.channels, key=lambda each: each.audience != "internal"):
        yield replace(channel, url="", components=tuple(names[each] for each in channel.components))


def _levels(site: Site, recipients: tuple[Channel, ...]) -> Iterator[Level]:
    """Yield each impact with what it means on this site, the worst first."""
    cadences = dict(site.practice.cadence)
    harms = {impact: state for state, impact in IMPACT_OF.items() if impact}
    for impact in sorted(Impact, reverse=True):
        names = tuple(each.name for each in recipients if each.impact <= impact)
        yield impact, harms.get(impact), cadences.get(impact), names


def _parts(site: Site) -> Iterator[tuple[str, Component]]:
    """Yield the components in use, each with the name of its group, if any."""
    for entry in site.components:
        group = entry.name if isinstance(entry, Group) else ""
        yield from ((group, leaf) for leaf in entry.leaves if in_use(leaf, site.as_of))


def _order(chapter: Chapter) -> tuple[bool, bool, int, str]:
    """Sort the worst first, maintenance and notices last."""
    scenario = chapter.scenario
    rank = int(scenario.impact) if scenario.impact is not None else -1
    is_other = scenario.sort is not Sort.INCIDENT
    return (is_other, scenario.internal, -rank, scenario.title.casefold())


def _chapter(scenario: Scenario, site: Site) -> Chapter:
    names = {leaf.id: leaf.name for leaf in site.leaves}
    impact = scenario.impact
    if impact is None and scenario.sort is Sort.INCIDENT and scenario.components:
        impact = impact_of(state for _, state in scenario.components)
    return Chapter(
        scenario=replace(
            scenario,
            impact=impact,
            components=tuple((names[name], state) for name, state in scenario.components),
            cadence=cadence_for(site.practice, scenario.sort, impact, scenario.cadence),
        ),
        duties=site.practice.roles(scenario.roles),
        passages=tuple(
            (
                "",
                phase.state,
                pieces_of(
                    "\n".join(f"- {key}: {value}" for key, value in phase.fields)
                    + ("\n\n" if phase.fields else "")
                    + phase.text.markdown.strip("\n")
                ),
            )
            for phase in scenario.phases
        )
        + tuple((who, state, pieces_of(text.markdown)) for who, state, text in scenario.asides),
    )


def pieces_of(markdown: str) -> Pieces:
    """Split a text at its placeholders; those in code are text."""
    cuts = [at for found in Finder().placeholders(markdown) for at in (found.start, found.end)]
    pieces = (markdown[start:end] for start, end in pairwise([0, *cuts, len(markdown)]))
    return tuple((piece, row % 2 == 1) for row, piece in enumerate(pieces) if piece)
