"""The style sheet as it stands in each page, with the site's accent, and what the CSP says of it.

The theme's variable ``--accent`` is set here, once for light and once for dark
surfaces, so that even text in it always has a contrast of at least 4.5 : 1
(WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from markupsafe import Markup
from rcssmin import cssmin  # type: ignore[import-untyped]  # has no types

from statusgen.colour import channels, contrast, luminance

LIGHT: Final = "#f1f3f6"
"""The darkest light surface that a theme may put the accent on."""
DARK: Final = "#242a33"
"""The lightest dark surface."""
CONTRAST: Final = 4.5


def sheet(css: str, accent: str | None) -> str:
    """Return the text of the page's style sheet: the theme's, minified, then the accent."""
    text: str = cssmin(css) + (accent_rules(accent) if accent else "")
    # A style element ends at its end tag, wherever that stands; escaped it means the same in CSS.
    return text.replace("</", "<\\/")


def element(text: str) -> Markup:
    """Return the style element; its content is what :func:`policy` allows, to the character."""
    return Markup(f"<style>{text}</style>")  # noqa: S704 - sheet() cannot hold an end tag


def policy(text: str) -> str:
    """Return the Content-Security-Policy of a page with this style sheet."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            f"style-src 'sha256-{digest}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def accent_rules(accent: str) -> str:
    """Return the rules that set the accent, nearest to what was asked for, legible on both."""
    light, dark = legible(accent, LIGHT), legible(accent, DARK)
    return f":root{{--accent:{light}}}@media(prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}"


def legible(colour: str, surface: str) -> str:
    """Mix ``#rrggbb`` with black or white, as little as needed to be read on a surface."""
    towards = "#000000" if luminance(surface) > luminance("#777777") else "#ffffff"
    return next(
        mixed
        for step in range(101)
        if contrast(mixed := _mix(colour, towards, step / 100), surface) >= CONTRAST
    )


def _mix(colour: str, other: str, share: float) -> str:
    return "#" + "".join(
        f"{round(one + (two - one) * share):02x}"
        for one, two in zip(channels(colour), channels(other), strict=True)
    )
