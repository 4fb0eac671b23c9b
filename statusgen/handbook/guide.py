"""Whom to tell what, and how impact and kind are chosen: from the site's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from statusgen.handbook import frame
from statusgen.model import Component, ComponentState, Group, Impact, Kind, Site
from statusgen.moments import IMPACT_OF
from statusgen.notation.words import NOTICE_KIND
from statusgen.rendering.artifact import Artifact
from statusgen.rendering.kit import Kit
from statusgen.status import in_use


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Where updates are announced. Its address is a secret, and is not here."""

    name: str
    is_internal: bool
    impact: Impact
    """From this one on."""
    components: tuple[str, ...]
    """Names; empty: all."""
    kinds: tuple[Kind, ...]
    """Empty: all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """An impact, and what it asks of the team."""

    impact: Impact
    state: ComponentState | None
    """The worst state of a component from which it follows; none: no harm to any."""
    cadence: timedelta | None
    recipients: tuple[str, ...]
    """Names of those who are told from here on, whatever the components and kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideComponent:
    """A component in use."""

    id: str
    name: str
    description: str
    group: str
    """The name of its group, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What is chosen, and from what."""

    levels: tuple[Level, ...]
    """The worst first."""
    kinds: tuple[Kind, ...]
    notice: str = NOTICE_KIND
    """The kind that is no harm."""
    parts: tuple[GuideComponent, ...]


def channels(site: Site) -> Iterator[Recipient]:
    """Yield those who are told, the team itself first."""
    names = {leaf.id: leaf.name for leaf in site.leaves}
    for channel in sorted(site.practice.channels, key=lambda each: each.audience != "internal"):
        yield Recipient(
            name=channel.name,
            is_internal=channel.audience == "internal",
            impact=channel.impact,
            components=tuple(names[component] for component in channel.components),
            kinds=channel.kinds,
        )


def guide(site: Site) -> Guide:
    """Return what the components and the cadence of the site make of each impact."""
    cadences = dict(site.practice.cadence)
    recipients = tuple(channels(site))
    harms = {impact: state for state, impact in IMPACT_OF.items() if impact}
    return Guide(
        levels=tuple(
            Level(
                impact=impact,
                state=harms.get(impact),
                cadence=cadences.get(impact),
                recipients=tuple(each.name for each in recipients if each.impact <= impact),
            )
            for impact in sorted(Impact, reverse=True)
        ),
        kinds=tuple(Kind),
        parts=tuple(_parts(site)),
    )


def plan(recipients: tuple[Recipient, ...], chosen: Guide) -> Iterator[Artifact]:
    """Declare the page of channels, and that of impact and kind."""
    yield frame.artifact(frame.CHANNELS, render_channels, recipients)
    yield frame.artifact(frame.GUIDE, render_guide, chosen)


def render_channels(kit: Kit, recipients: tuple[Recipient, ...]) -> bytes:
    """Render whom to tell what."""
    title = kit.locale.pgettext("chapter of the handbook", "Whom to tell what")
    return frame.page(kit, "channels.html", frame.CHANNELS, title=title, recipients=recipients)


def render_guide(kit: Kit, chosen: Guide) -> bytes:
    """Render how impact and kind are chosen."""
    title = kit.locale.pgettext("chapter of the handbook", "Impact and kind")
    return frame.page(kit, "guide.html", frame.GUIDE, title=title, guide=chosen)


def _parts(site: Site) -> Iterator[GuideComponent]:
    for entry in site.components:
        group = entry.name if isinstance(entry, Group) else ""
        leaves: tuple[Component, ...] = entry.components if isinstance(entry, Group) else (entry,)
        for leaf in leaves:
            if in_use(leaf, site.as_of):
                yield GuideComponent(
                    id=leaf.id, name=leaf.name, description=leaf.description, group=group
                )
