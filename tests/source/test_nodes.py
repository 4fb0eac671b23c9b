from __future__ import annotations

import pytest

from statusgen.problems import Span
from statusgen.source.nodes import Mapping, Scalar

PLACE = Span(path="x.md")


def scalar(text: str) -> Scalar:
    return Scalar(text=text, span=PLACE)


@pytest.mark.parametrize("key", ["action_required", "Action-Required", "action  required"])
def test_a_key_is_found_however_it_is_spelled(key: str) -> None:
    mapping = Mapping(entries=((scalar("Action required"), scalar("none")),), span=PLACE)
    assert mapping.get(key) == scalar("none")
    assert mapping.get("action") is None


def test_messages_quote_a_value_on_one_line_and_not_too_long() -> None:
    assert scalar(" a\n  b ").shown == "a b"
    assert scalar("x" * 60).shown == "x" * 60
    assert scalar("x" * 61).shown == "x" * 59 + "…"
