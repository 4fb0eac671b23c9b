from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from statusgen.model import ComponentState, Impact, Kind, State
from statusgen.rendering import labels
from statusgen.rendering.locale import Language, Locale
from statusgen.status import Description

ENGLISH = Locale(Language(code="en"), "UTC")


def test_every_value_has_a_word() -> None:
    assert set(labels.STATES) == set(State)
    assert set(labels.COMPONENT_STATES) == set(ComponentState)
    assert set(labels.IMPACTS) == set(Impact)
    assert set(labels.KINDS) == set(Kind)
    assert set(labels.OVERALL) == set(Description)


@pytest.mark.parametrize(
    "table", [labels.STATES, labels.COMPONENT_STATES, labels.IMPACTS, labels.OVERALL]
)
def test_words_are_unique(table: dict[object, labels.Message]) -> None:
    assert len(set(table.values())) == len(table)


def test_words() -> None:
    assert labels.state_word(ENGLISH, State.IN_PROGRESS) == "In progress"
    assert labels.component_word(ENGLISH, ComponentState.PARTIAL_OUTAGE) == "Partial outage"
    assert labels.impact_word(ENGLISH, Impact.MAJOR) == "Major"
    assert labels.kind_word(ENGLISH, Kind.DATA_LOSS) == "Data loss"
    assert labels.overall_words(ENGLISH, Description.DEGRADED) == "Degraded performance"
    assert labels.clock_words(ENGLISH, State.COMPLETED) == "Scheduled maintenance has ended."


def test_other_roles_are_shown_by_name() -> None:
    assert labels.role_word(ENGLISH, "incident_manager") == "Incident manager"
    assert labels.role_word(ENGLISH, "on_call_database") == "On call database"


# Icons

SHOWN = [*ComponentState, None]


@pytest.mark.parametrize("state", SHOWN)
def test_an_icon_is_valid_svg(state: ComponentState | None) -> None:
    head, _, drawing = labels.icon_url(state).partition(",")
    assert head == "data:image/svg+xml"
    root = ET.fromstring(unquote(drawing))  # noqa: S314 - our own drawing
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_states_have_different_shapes() -> None:
    assert set(labels.DRAWINGS) == set(labels.COLOURS) == set(SHOWN)
    assert len(set(labels.DRAWINGS.values())) == len(SHOWN)
