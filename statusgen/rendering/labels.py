"""The words and icons that readers see for states, impacts and kinds.

They are not the words of the content format, which :mod:`statusgen.notation.words` reads: these may
be improved, and a catalogue may translate them. The icons differ in shape, so no state is told by
colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from statusgen.model import ComponentState, Impact, Kind, State
from statusgen.rendering.locale import Locale
from statusgen.status import Description

Message = tuple[str, str]
"""A context and a message."""


def _message(context: str, text: str) -> Message:
    """Mark a message for the catalogue (``make messages`` looks for this name)."""
    return context, text


STATES: Final[Mapping[State, Message]] = MappingProxyType(
    {
        State.INVESTIGATING: _message("state of an incident", "Investigating"),
        State.IDENTIFIED: _message("state of an incident", "Identified"),
        State.MONITORING: _message("state of an incident", "Monitoring"),
        State.RESOLVED: _message("state of an incident", "Resolved"),
        State.SCHEDULED: _message("state of maintenance", "Scheduled"),
        State.IN_PROGRESS: _message("state of maintenance", "In progress"),
        State.VERIFYING: _message("state of maintenance", "Verifying"),
        State.COMPLETED: _message("state of maintenance", "Completed"),
        State.CANCELLED: _message("state of maintenance", "Cancelled"),
        State.NOTICE: _message("state of a notice", "Notice"),
        State.UPDATE: _message("state of an incident", "Update"),
    }
)

COMPONENT_STATES: Final[Mapping[ComponentState, Message]] = MappingProxyType(
    {
        ComponentState.OPERATIONAL: _message("state of a component", "Operational"),
        ComponentState.UNDER_MAINTENANCE: _message("state of a component", "Under maintenance"),
        ComponentState.DEGRADED_PERFORMANCE: _message(
            "state of a component", "Degraded performance"
        ),
        ComponentState.PARTIAL_OUTAGE: _message("state of a component", "Partial outage"),
        ComponentState.MAJOR_OUTAGE: _message("state of a component", "Major outage"),
    }
)

IMPACTS: Final[Mapping[Impact, Message]] = MappingProxyType(
    {
        Impact.NONE: _message("impact", "None"),
        Impact.MINOR: _message("impact", "Minor"),
        Impact.MAJOR: _message("impact", "Major"),
        Impact.CRITICAL: _message("impact", "Critical"),
    }
)

KINDS: Final[Mapping[Kind, Message]] = MappingProxyType(
    {
        Kind.DEGRADATION: _message("kind of harm", "Degradation"),
        Kind.OUTAGE: _message("kind of harm", "Outage"),
        Kind.DATA_LOSS: _message("kind of harm", "Data loss"),
        Kind.SECURITY: _message("kind of harm", "Security"),
    }
)

OVERALL: Final[Mapping[Description, Message]] = MappingProxyType(
    {
        Description.OPERATIONAL: _message("overall state", "All systems operational"),
        Description.MAJOR_OUTAGE: _message("overall state", "Major outage"),
        Description.PARTIAL_OUTAGE: _message("overall state", "Partial outage"),
        Description.MINOR_OUTAGE: _message("overall state", "Minor outage"),
        Description.DEGRADED: _message("overall state", "Degraded performance"),
        Description.PARTLY_DEGRADED: _message("overall state", "Partly degraded"),
        Description.MAINTENANCE: _message("overall state", "Under maintenance"),
    }
)

CLOCK: Final[Mapping[State, Message]] = MappingProxyType(
    {
        State.IN_PROGRESS: _message("update by the clock", "Scheduled maintenance has begun."),
        State.COMPLETED: _message("update by the clock", "Scheduled maintenance has ended."),
    }
)

ROLES: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "incident_manager": _message("role in an incident", "Incident manager"),
        "communications": _message("role in an incident", "Communications"),
        "support": _message("role in an incident", "Support"),
        "social": _message("role in an incident", "Social media"),
    }
)
"""The roles of a new project. Other roles are shown by their own names."""


DRAWINGS: Final[Mapping[ComponentState | None, str]] = MappingProxyType(
    {
        ComponentState.OPERATIONAL: (
            '<path stroke="none" d="M10,1a9,9,0,1,0,0,18,9,9,0,0,0,0-18z"/><path fill="none" d="m6,'
            '10.3,2.7,2.7L14,7.4"/>'
        ),
        ComponentState.UNDER_MAINTENANCE: (
            '<path stroke="none" d="M18.5,5.6a5.5,5.5,0,0,1-7.3,6.5l-5.6,5.7a2.4,'
            "2.4,0,0,1-3.4-3.4l5.7-5.6a5.5,5.5,0,0,1,6.5-7.3l-3.1,3.1.7,"
            '3.4,3.4.7z"/>'
        ),
        ComponentState.DEGRADED_PERFORMANCE: (
            '<path stroke="none" d="M8.6,2.3a1.6,1.6,0,0,1,2.8,0L19,15.8a1.6,1.6,0,'
            '0,1-1.4,2.4H2.4A1.6,1.6,0,0,1,1,15.8z"/><path fill="none" d="M10,'
            '7.2v4.6m0,3.1v.1"/>'
        ),
        ComponentState.PARTIAL_OUTAGE: (
            '<path stroke="none" d="M8.9.9a1.6,1.6,0,0,1,2.2,0l8,8a1.6,1.6,0,0,1,0,'
            "2.2l-8,8a1.6,1.6,0,0,1-2.2,0l-8-8a1.6,1.6,0,0,1,0-2.2zM10,3.3,3.3,"
            '10h13.4z" fill-rule="evenodd"/>'
        ),
        ComponentState.MAJOR_OUTAGE: (
            '<path stroke="none" d="M6.3,1h7.4L19,6.3v7.4L13.7,19H6.3L1,'
            '13.7V6.3z"/><path fill="none" d="m7,7,6,6m0-6-6,6"/>'
        ),
        None: (
            '<path stroke="none" d="M10,1a9,9,0,1,0,0,18,9,9,0,0,0,0-18z"/><path fill="none" d="'
            'M10,9.5V14m0-8.1V6"/>'
        ),
    }
)
"""Disc with a tick, spanner, triangle with an exclamation mark, hollow diamond, octagon with a
cross and, for information, disc with an i; each 20 by 20."""

COLOURS: Final[Mapping[ComponentState | None, str]] = MappingProxyType(
    {
        ComponentState.OPERATIONAL: "#1f9254",
        ComponentState.UNDER_MAINTENANCE: "#2f6fde",
        ComponentState.DEGRADED_PERFORMANCE: "#b7800b",
        ComponentState.PARTIAL_OUTAGE: "#d9620f",
        ComponentState.MAJOR_OUTAGE: "#cf2f3a",
        None: "#6b7580",
    }
)
"""Readable on light and on dark tabs."""


def state_word(locale: Locale, state: State) -> str:
    """Return ``In progress``."""
    return locale.pgettext(*STATES[state])


def component_word(locale: Locale, state: ComponentState) -> str:
    """Return ``Partial outage``."""
    return locale.pgettext(*COMPONENT_STATES[state])


def impact_word(locale: Locale, impact: Impact) -> str:
    """Return ``Major``."""
    return locale.pgettext(*IMPACTS[impact])


def kind_word(locale: Locale, kind: Kind) -> str:
    """Return ``Data loss``."""
    return locale.pgettext(*KINDS[kind])


def overall_words(locale: Locale, description: Description) -> str:
    """Return ``Partial outage``."""
    return locale.pgettext(*OVERALL[description])


def headline_words(locale: Locale, description: Description, alarm: Kind | None) -> str:
    """Return ``Security incident`` or ``Data loss`` if there is an alarm, or the overall state."""
    if alarm is None:
        return overall_words(locale, description)
    security, loss = locale.gettext("Security incident"), locale.gettext("Data loss")
    return security if alarm is Kind.SECURITY else loss


def clock_words(locale: Locale, state: State) -> str:
    """Return the text of an update made by the clock, which starts or ends maintenance."""
    return locale.pgettext(*CLOCK[state])


def role_word(locale: Locale, role: str) -> str:
    """Return ``Incident manager`` for ``incident_manager``."""
    if message := ROLES.get(role):
        return locale.pgettext(*message)
    words = role.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def icon_url(state: ComponentState | None) -> str:
    """Return the icon of a state, or of none, as a URL for ``<link rel="icon">``."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="{COLOURS[state]}" '
        f'stroke="#fff" stroke-width="2.2" stroke-linecap="round">{DRAWINGS[state]}</svg>'
    )
    return "data:image/svg+xml," + quote(svg.replace('"', "'"), safe="='/:;,()")
