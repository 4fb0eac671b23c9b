"""The words that readers see for states, impacts and kinds, in the site's language.

Not the words of the format (:mod:`statusgen.notation.words` understands those):
these may be improved, and a catalogue may say them otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

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
        Description.MAJOR_OUTAGE: _message("overall state", "Major system outage"),
        Description.PARTIAL_OUTAGE: _message("overall state", "Partial system outage"),
        Description.MINOR_OUTAGE: _message("overall state", "Minor service outage"),
        Description.DEGRADED: _message("overall state", "Degraded system service"),
        Description.PARTLY_DEGRADED: _message("overall state", "Partially degraded service"),
        Description.MAINTENANCE: _message("overall state", "Service under maintenance"),
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
"""Those of a new project; a team may have others, which are shown as they are named."""


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
    """Return ``Partial system outage``."""
    return locale.pgettext(*OVERALL[description])


def clock_words(locale: Locale, state: State) -> str:
    """Return the text of an update that the clock made; it only starts and ends maintenance."""
    return locale.pgettext(*CLOCK[state])


def role_word(locale: Locale, role: str) -> str:
    """Return ``Incident manager`` for ``incident_manager``."""
    if message := ROLES.get(role):
        return locale.pgettext(*message)
    words = role.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
