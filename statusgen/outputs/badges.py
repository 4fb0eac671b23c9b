"""Badges: the state of the site, a component or a group, as an image and as data for shields.io.

An image shows the state in words and as a shape, never by colour alone. It contains no font:
``textLength`` fits the reader's font to the measured width. The measured widths are those of DejaVu
Sans, close to Verdana, and an average for other scripts.
"""

from __future__ import annotations

import html
import json
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from statusgen import addresses
from statusgen.model import Component, ComponentState, Site
from statusgen.rendering import labels
from statusgen.rendering.artifact import Artifact, data
from statusgen.rendering.incident_view import overall_shape
from statusgen.rendering.kit import Kit
from statusgen.status import Description, Status, in_use

COLOURS: Final[Mapping[ComponentState | None, str]] = MappingProxyType(
    {
        ComponentState.OPERATIONAL: "#177a45",
        ComponentState.UNDER_MAINTENANCE: "#2a66cf",
        ComponentState.DEGRADED_PERFORMANCE: "#8a6100",
        ComponentState.PARTIAL_OUTAGE: "#b34e08",
        ComponentState.MAJOR_OUTAGE: "#c42a35",
        None: "#5e6873",
    }
)
"""White text on each has a contrast of at least 4.5 : 1 (WCAG 2.2, 1.4.3). Retired components have
no state."""

DARK: Final = "#3c444d"
"""The background of the name."""

SIZE: Final = 11
"""The font size."""
MARGIN: Final = 7
GAP: Final = 5
ICON: Final = 12

DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{end}" height="20" '
    'viewBox="0 0 {end} 20" role="img" aria-label="{name}" xml:lang="{language}">'
    "<title>{name}</title>"
    f'<path fill="{DARK}" d="M3 0h{{left}}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z"/>'
    '<path fill="{colour}" d="M{middle} 0h{right}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{middle}z"/>'
    '<g fill="#fff" stroke="{colour}" stroke-width="2.4" stroke-linecap="round" '
    'transform="translate({icon} 4) scale(.6)">{drawing}</g>'
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" '
    'text-anchor="middle">{label}{message}</g></svg>\n'
)
"""Without ids, so that a page can contain several."""

_FORBIDDEN: Final = "[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+"
"""All spaces but the plain one, control characters, and what XML 1.0 §2.2 does not allow."""

_WIDTHS: Final = MappingProxyType(
    {
        character: width
        for width, characters in (
            (275, "'"),
            (278, "ijl"),
            (295, "IJ"),
            (318, " ,.·’"),  # noqa: RUF001 - the apostrophe of typography
            (337, "/:;\\|"),
            (352, "f"),
            (361, "-"),
            (390, "()[]t"),
            (401, "!"),
            (411, "r"),
            (460, '"'),
            (500, "*_`–"),  # noqa: RUF001 - the dash of a range
            (520, "sz“”"),
            (531, "?"),
            (550, "c"),
            (557, "L"),
            (575, "Fk"),
            (592, "vxy•"),
            (612, "oaePTY«»"),
            (635, "hnubdgpqSE$0123456789{}"),
            (656, "K"),
            (685, "AVXZB"),
            (698, "RC"),
            (732, "U"),
            (750, "NH"),
            (775, "DG&"),
            (787, "OQ"),
            (818, "w"),
            (838, "#+<=>^~×→"),  # noqa: RUF001 - the sign of multiplication
            (863, "M"),
            (950, "%"),
            (980, "mW"),
            (1000, "@—…"),
        )
        for character in characters
    }
)
"""In thousandths of the font size."""


_PICTURE: Final = 1270
"""The width of an emoji."""


Message = Description | ComponentState | datetime
"""What a badge says: a state, or since when a component is retired."""


def plan(site: Site, status: Status) -> Iterator[Artifact]:
    """Declare all badges, also those of retired components and old ids: other pages embed them."""
    overall = status.overall
    shape = overall_shape(overall)
    yield from _forms(addresses.BADGE, site.settings.title, shape, overall.description)
    for part in site.parts:
        state = status.state(part.id)
        is_retired = isinstance(part, Component) and not in_use(part, site.as_of)
        retired = part.until if isinstance(part, Component) and is_retired else None
        for name in (part.id, *part.aliases):
            address = addresses.badge(name)
            yield from _forms(address, part.name, None if retired else state, retired or state)


def _forms(
    address: str, name: str, state: ComponentState | None, content: Message
) -> Iterator[Artifact]:
    yield data(f"{address}.svg", render_image, name, state, content)
    yield data(f"{address}.json", render_endpoint, name, state, content)


def render_image(kit: Kit, name: str, state: ComponentState | None, content: Message) -> bytes:
    """Render a badge as SVG. Retired components have no state."""
    label, message = _line(name), _line(_message(kit, content))
    colon = kit.locale.pgettext("between a term and its value", ": ")
    middle = 2 * MARGIN + _length(label)
    start = middle + GAP + ICON + GAP
    end = start + _length(message) + MARGIN
    return DRAWING.format(
        end=end,
        name=html.escape(f"{label}{colon}{message}"),
        language=kit.locale.code,
        left=middle - 3,
        middle=middle,
        right=end - middle - 3,
        colour=COLOURS[state],
        icon=middle + GAP,
        drawing=labels.DRAWINGS[state],
        label=_text(label, MARGIN + _length(label) / 2),
        message=_text(message, start + _length(message) / 2),
    ).encode()


def render_endpoint(kit: Kit, name: str, state: ComponentState | None, content: Message) -> bytes:
    """Render a badge as data for shields.io."""
    badge = {
        "schemaVersion": 1,
        "label": _line(name),
        "message": _line(_message(kit, content)),
        "color": COLOURS[state],
    }
    return (json.dumps(badge, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _message(kit: Kit, content: Message) -> str:
    match content:
        case datetime():
            date = kit.locale.short_date(content)
            return kit.locale.gettext("Retired on %(date)s") % {"date": date}
        case Description():
            return labels.overall_words(kit.locale, content)
        case ComponentState():
            return labels.component_word(kit.locale, content)


def _line(text: str) -> str:
    return re.sub(" +", " ", re.sub(_FORBIDDEN, " ", text)).strip(" ")


def _text(text: str, middle: float) -> str:
    return (
        f'<text x="{middle:g}" y="14" textLength="{_length(text)}" '
        f'lengthAdjust="spacingAndGlyphs">{html.escape(text)}</text>'
    )


def _length(text: str) -> int:
    return math.ceil(text_width(text, SIZE))


def text_width(text: str, size: float) -> float:
    """Return the width of one line, in the unit of the font size."""
    return sum(map(_width, text)) * size


def _width(character: str) -> float:
    """Return the width of a character, as a share of the font size."""
    category, wide = unicodedata.category(character), unicodedata.east_asian_width(character)
    base = unicodedata.normalize("NFD", character)[0]
    rules = (
        (category in {"Mn", "Me", "Cf", "Cc"}, 0),
        (category == "So" and wide == "W", _PICTURE),
        (wide in {"W", "F"}, 1000),
        (base in _WIDTHS, _WIDTHS.get(base, 0)),
        (unicodedata.bidirectional(character) in {"R", "AL"}, 490),
        (category == "Lu", 720),
        (True, 640),
    )
    return next(width for applies, width in rules if applies) / 1000
