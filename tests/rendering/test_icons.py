import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from statusgen.model import ComponentState
from statusgen.rendering import icons

STATES = [*ComponentState, None]


@pytest.mark.parametrize("state", STATES)
def test_an_icon_is_a_drawing(state: ComponentState | None) -> None:
    head, _, drawing = icons.data_url(state).partition(",")
    assert head == "data:image/svg+xml"
    root = ET.fromstring(unquote(drawing))  # noqa: S314 - our own drawing
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_states_differ_in_shape() -> None:
    assert set(icons.DRAWINGS) == set(icons.COLOURS) == set(ComponentState)
    assert len({*icons.DRAWINGS.values(), icons.NEUTRAL}) == len(STATES)


def test_the_shapes_are_those_of_the_default_theme() -> None:
    path = Path(__file__).parents[2] / "themes/default/templates/shapes.html"
    symbols = dict(re.findall(r'id="_(\w)" viewBox="0 0 20 20">(.*?)</symbol>', path.read_text()))
    drawings = {str(int(state)): drawing for state, drawing in icons.DRAWINGS.items()}
    assert symbols == {**drawings, "i": icons.NEUTRAL}
