"""Badges: the state of the site, a component or a group, as an image and as data for shields.io.

What an image says it says in words and in the state's shape; colour only adds.
It is drawn without a font: ``textLength`` fits the text of whatever font the
reader has to the width that was measured.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from statusgen import addresses
from statusgen.model import Component, ComponentState, Impact, Site
from statusgen.rendering import icons, labels
from statusgen.rendering.artifact import Artifact, Stage, copies
from statusgen.rendering.kit import Kit
from statusgen.rendering.text_width import is_right_to_left, text_width
from statusgen.status import Description, Overall, Status, in_use

COLOURS: Final = MappingProxyType(
    {
        ComponentState.OPERATIONAL: "#177a45",
        ComponentState.UNDER_MAINTENANCE: "#2a66cf",
        ComponentState.DEGRADED_PERFORMANCE: "#8a6100",
        ComponentState.PARTIAL_OUTAGE: "#b34e08",
        ComponentState.MAJOR_OUTAGE: "#c42a35",
    }
)
"""White text has a contrast of at least 4.5 : 1 on each (WCAG 2.2, 1.4.3)."""

NEUTRAL: Final = "#5e6873"
"""What is out of use."""

DARK: Final = "#3c444d"
"""Behind the name."""

SHAPES: Final = MappingProxyType(
    {
        Impact.MINOR: ComponentState.DEGRADED_PERFORMANCE,
        Impact.MAJOR: ComponentState.PARTIAL_OUTAGE,
        Impact.CRITICAL: ComponentState.MAJOR_OUTAGE,
    }
)
"""What the overall state looks like."""

SCHEMA_VERSION: Final = 1
"""Of shields.io's endpoint badge."""

HEIGHT: Final = 20
SIZE: Final = 11
"""Of the text."""
BASELINE: Final = 14
MARGIN: Final = 7
GAP: Final = 5
ICON: Final = 12

DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{end}" height="{height}" '
    'viewBox="0 0 {end} {height}" role="img" aria-label="{said}" xml:lang="{language}">'
    "<title>{said}</title>"
    '<path fill="{dark}" d="M3 0h{left}v{height}H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z"/>'
    '<path fill="{colour}" d="M{middle} 0h{right}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{middle}z"/>'
    '<g fill="#fff" stroke="{colour}" stroke-width="2.4" stroke-linecap="round" '
    'transform="translate({icon} 4) scale(.6)">{drawing}</g>'
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="{size}" '
    'text-anchor="middle">{label}{message}</g></svg>\n'
)
"""It refers to no id, so that two can be drawn into one page."""

_FORBIDDEN: Final = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
"""Blanks but the plain one, control characters, and what else is no character in XML 1.0 §2.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """What a badge says."""

    name: str | None
    """Of a component or group; ``None``: the site's."""
    state: ComponentState
    overall: Description | None
    """The site's state, in its own words."""
    retired: datetime | None
    """Since when a component is out of use; its state says nothing any more."""


def plan(site: Site, status: Status) -> Iterator[Artifact]:
    """Declare the badges, those of retired components too: they stand on other people's pages.

    Under a component's old ids, and where a redirect asks for one, stand the same bytes.
    """
    planned = tuple(_planned(site, status))
    yield from planned
    yield from copies(planned, site.settings.redirects)


def render_image(kit: Kit, badge: Badge) -> bytes:
    """Render a badge as SVG."""
    label, message = _words(kit, badge)
    colour, drawing = _look(badge)
    middle = 2 * MARGIN + _length(label)
    start = middle + GAP + ICON + GAP
    end = start + _length(message) + MARGIN
    return DRAWING.format(
        end=end,
        height=HEIGHT,
        said=_said(kit, label, message),
        language=kit.locale.code,
        dark=DARK,
        left=middle - 3,
        middle=middle,
        right=end - middle - 3,
        colour=colour,
        icon=middle + GAP,
        drawing=drawing,
        size=SIZE,
        label=_text(label, MARGIN + _length(label) / 2),
        message=_text(message, start + _length(message) / 2),
    ).encode()


def render_endpoint(kit: Kit, badge: Badge) -> bytes:
    """Render a badge as data, from which shields.io draws one in a style of the reader's choice."""
    label, message = _words(kit, badge)
    colour, _ = _look(badge)
    data = {
        "schemaVersion": SCHEMA_VERSION,
        "label": label,
        "message": message,
        "color": colour,
    }
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _planned(site: Site, status: Status) -> Iterator[Artifact]:
    whole = Badge(
        name=None, state=_shape(status.overall), overall=status.overall.description, retired=None
    )
    yield from _forms(addresses.BADGE, whole)
    for part in site.parts:
        is_retired = isinstance(part, Component) and not in_use(part, site.as_of)
        badge = Badge(
            name=part.name,
            state=status.state(part.id),
            overall=None,
            retired=part.until if isinstance(part, Component) and is_retired else None,
        )
        for name in (part.id, *part.aliases):
            yield from _forms(addresses.badge(name), badge)


def _shape(overall: Overall) -> ComponentState:
    is_maintenance = overall.description is Description.MAINTENANCE
    return SHAPES.get(overall.rank, ComponentState(is_maintenance))


def _forms(address: str, badge: Badge) -> Iterator[Artifact]:
    yield _file(f"{address}.svg", render_image, badge)
    yield _file(f"{address}.json", render_endpoint, badge)


def _file(path: str, render: Callable[..., bytes], badge: Badge) -> Artifact:
    return Artifact(
        path=path, stage=Stage.DATA, render=render, values=(badge,), origin="content/site.yml"
    )


def _words(kit: Kit, badge: Badge) -> tuple[str, str]:
    """Return the name and the state, each on one line."""
    if badge.retired:
        date = kit.locale.short_date(badge.retired)
        message = kit.locale.gettext("Retired on %(date)s") % {"date": date}
    elif badge.overall:
        message = labels.overall_words(kit.locale, badge.overall)
    else:
        message = labels.component_word(kit.locale, badge.state)
    name = kit.settings.title if badge.name is None else badge.name
    return _line(name), _line(message)


def _line(text: str) -> str:
    return re.sub(" +", " ", _FORBIDDEN.sub(" ", text)).strip(" ")


def _look(badge: Badge) -> tuple[str, str]:
    """Return the colour and the drawing."""
    if badge.retired:
        return NEUTRAL, icons.NEUTRAL
    return COLOURS[badge.state], icons.DRAWINGS[badge.state]


def _said(kit: Kit, label: str, message: str) -> str:
    """Return what a screen reader says."""
    colon = kit.locale.pgettext("between a term and its value", ": ")
    return html.escape(f"{label}{colon}{message}")


def _length(text: str) -> int:
    return math.ceil(text_width(text, SIZE))


def _text(text: str, middle: float) -> str:
    direction = ' direction="rtl"' if is_right_to_left(text) else ""
    return (
        f'<text x="{middle:g}" y="{BASELINE}" textLength="{_length(text)}" '
        f'lengthAdjust="spacingAndGlyphs"{direction}>{html.escape(text)}</text>'
    )
