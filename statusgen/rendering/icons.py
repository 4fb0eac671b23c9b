"""The icon of a page, in the browser's tab: the shape of what the page is about.

The shapes are those that the default theme draws beside each state (a test
compares them), since never colour alone tells one state from another.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from statusgen.model import ComponentState

DRAWINGS: Final = MappingProxyType(
    {
        ComponentState.OPERATIONAL: (
            '<path stroke="none" d="M10 1a9 9 0 1 0 0 18 9 9 0 0 0 0-18z"/><path fill="none" d="m6 '
            '10.300 2.700 2.700L14 7.400"/>'
        ),
        ComponentState.UNDER_MAINTENANCE: (
            '<path stroke="none" d="M18.500 5.600a5.500 5.500 0 0 1-7.300 6.500l-5.600 5.700a2.400 '
            "2.400 0 0 1-3.400-3.400l5.700-5.600a5.500 5.500 0 0 1 6.500-7.300l-3.100 3.100.7 "
            '3.400 3.400.7z"/>'
        ),
        ComponentState.DEGRADED_PERFORMANCE: (
            '<path stroke="none" d="M8.600 2.300a1.600 1.600 0 0 1 2.800 0L19 15.800a1.600 1.600 0 '
            '0 1-1.400 2.400H2.400A1.600 1.600 0 0 1 1 15.800z"/><path fill="none" d="M10 '
            '7.200v4.600m0 3.100v.1"/>'
        ),
        ComponentState.PARTIAL_OUTAGE: (
            '<path stroke="none" d="M8.900.9a1.600 1.600 0 0 1 2.200 0l8 8a1.600 1.600 0 0 1 0 '
            "2.200l-8 8a1.600 1.600 0 0 1-2.200 0l-8-8a1.600 1.600 0 0 1 0-2.200zM10 3.300 3.300 "
            '10h13.400z" fill-rule="evenodd"/>'
        ),
        ComponentState.MAJOR_OUTAGE: (
            '<path stroke="none" d="M6.300 1h7.400L19 6.300v7.400L13.700 19H6.300L1 '
            '13.700V6.300z"/><path fill="none" d="m7 7 6 6m0-6-6 6"/>'
        ),
    }
)
"""Disc with a tick, spanner, triangle with an exclamation mark, hollow diamond, octagon with a
cross; each on a square of 20."""

NEUTRAL: Final = (
    '<path stroke="none" d="M10 1a9 9 0 1 0 0 18 9 9 0 0 0 0-18z"/><path fill="none" d="M10 '
    '9.500V14m0-8.100V6"/>'
)
"""For a page without a state: disc with an i."""

COLOURS: Final = MappingProxyType(
    {
        ComponentState.OPERATIONAL: "#1f9254",
        ComponentState.UNDER_MAINTENANCE: "#2f6fde",
        ComponentState.DEGRADED_PERFORMANCE: "#b7800b",
        ComponentState.PARTIAL_OUTAGE: "#d9620f",
        ComponentState.MAJOR_OUTAGE: "#cf2f3a",
    }
)
"""Distinct on a light and on a dark tab."""

GREY: Final = "#6b7580"


def svg(state: ComponentState | None) -> str:
    """Draw a state, or its absence."""
    drawing, colour = (NEUTRAL, GREY) if state is None else (DRAWINGS[state], COLOURS[state])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="{colour}" '
        f'stroke="#fff" stroke-width="2.2" stroke-linecap="round">{drawing}</svg>'
    )


def data_url(state: ComponentState | None) -> str:
    """Return the icon of a page for ``<link rel="icon">``."""
    return "data:image/svg+xml," + quote(svg(state).replace('"', "'"), safe="='/:;,()")
