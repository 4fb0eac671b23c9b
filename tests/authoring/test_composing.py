"""An update is composed from its author's values and its scenario."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import at, named, states, window

from statusgen.authoring.composing import Frame, Given, compose, heading, section
from statusgen.authoring.filling import Facts
from statusgen.model import WITHDRAWN, Impact, Phase, State, Text, Variable
from statusgen.rendering.locale import Language, Locale

FRAME = Frame(
    state=State.IDENTIFIED,
    at=at("14:05"),
    now=at("14:05") + timedelta(seconds=20),
    zone="UTC",
    facts=Facts(at=at("14:05"), title="Errors", components=named("API")),
    locale=lambda: Locale(Language(code="en"), "UTC"),
    cadence=timedelta(minutes=30),
    variables=(Variable(name="region", ask="Which region?"), Variable(name="city")),
)


def phase(text: str = "Ready.", **fields: str) -> Phase:
    return Phase(
        state=State.IDENTIFIED,
        fields=tuple((key.replace("_", " "), value) for key, value in fields.items()),
        text=Text(markdown=text),
    )


def test_a_heading_names_the_state_and_the_time() -> None:
    assert heading(State.IN_PROGRESS, at("14:05"), "UTC") == "## In progress — 2026-11-20 14:05 UTC"
    assert heading(None, at("14:05"), "Europe/Paris") == (
        "## Internal — 2026-11-20 15:05 Europe/Paris"
    )


def test_fields_come_before_the_text() -> None:
    assert section("## A", [("next", "1"), ("fix", "b")], "Text.") == (
        "## A\n\n- next: 1\n- fix: b\n\nText.\n"
    )
    assert section("## A", [], "Text.") == "## A\n\nText.\n"
    assert section("## A", [("next", "1")], "") == "## A\n\n- next: 1\n"


def test_the_author_overrides_the_scenario() -> None:
    ready = phase(cause="A release.", fix="A fix.", next="2h", impact="minor")
    written = compose(FRAME, Given(), ready)
    assert dict(written.fields) == {
        "next": "2026-11-20 16:06 UTC",
        "impact": "minor",
        "cause": "A release.",
        "fix": "A fix.",
    }
    assert written.text == "Ready."
    given = Given(message="Mine.", next=at("15:00"), cause="A mouse.", impact=Impact.MAJOR)
    written = compose(FRAME, given, ready)
    assert dict(written.fields)["cause"] == "A mouse."
    assert dict(written.fields)["impact"] == "major"
    assert written.next == at("15:00")
    assert written.text == "Mine."


def test_the_author_can_withdraw_a_value_of_the_scenario() -> None:
    ready = phase(next="2h", eta="3h", cause="A release.")
    written = compose(FRAME, Given(next=WITHDRAWN, eta=WITHDRAWN, cause="none"), ready)
    assert written.fields == (("eta", "none"), ("cause", "none"))
    asks = phase("Over by {{ eta }}, as {{ cause }}")
    facts = replace(FRAME.facts, eta=at("15:00"), cause="A release.")
    frame = replace(FRAME, facts=facts)
    assert compose(frame, Given(), asks).missing == ()
    assert [each.name for each in compose(frame, Given(eta=WITHDRAWN), asks).missing] == ["eta"]
    assert compose(frame, Given(cause="None."), asks).text == "Over by 15:00 UTC, as A release."


def test_the_cadence_is_the_default_promise() -> None:
    assert compose(FRAME, Given(), None).next == at("14:36")
    assert compose(FRAME, Given(next=WITHDRAWN), None).fields == ()
    assert compose(replace(FRAME, cadence=None), Given(), None).fields == ()


def test_fields_have_a_fixed_order() -> None:
    given = Given(
        components=states("api=down, web=ok"),
        impact=Impact.NONE,
        next=at("15:00"),
        eta=WITHDRAWN,
        workaround="none",
        cause="a",
        fix="b",
        action="c",
        window=window("22:00", "23:00"),
        announce=False,
    )
    assert compose(FRAME, given, None).fields == (
        ("components", "api=major_outage, web=operational"),
        ("impact", "none"),
        ("next", "2026-11-20 15:00 UTC"),
        ("eta", "none"),
        ("workaround", "none"),
        ("cause", "a"),
        ("fix", "b"),
        ("action required", "c"),
        ("window", "2026-11-20 22:00 UTC / 2026-11-20 23:00 UTC"),
        ("announce", "no"),
    )
    assert compose(FRAME, Given(announce=True), None).fields[1:] == (("announce", "yes"),)


def test_placeholder_values_are_escaped() -> None:
    ready = phase(
        "{{ components }}: {{ title }} until {{ next }}, {{ cause }}", cause="{{ cause }}"
    )
    given = Given(cause="A `release`.")
    facts = replace(FRAME.facts, title="next: <!-- *now*")
    written = compose(replace(FRAME, facts=facts), given, ready)
    assert written.text == (r"API: next: \<!-- \*now\* until 14:36 UTC, A `release`.")
    assert dict(written.fields)["cause"] == "A `release`."


def test_missing_values_leave_out_fields_and_are_listed_for_the_text() -> None:
    ready = phase("{{ region }}, {{ city }} and {{ eta }}", cause="{{ cause }}", fix="So.")
    written = compose(FRAME, Given(), ready)
    assert dict(written.fields).keys() == {"next", "fix"}
    assert [(each.name, each.option, each.question) for each in written.missing] == [
        ("region", "--set region=TEXT", "Which region?"),
        ("city", "--set city=TEXT", "city?"),
        ("eta", "--eta WHEN", "When do you expect it to end?"),
    ]
    assert compose(FRAME, Given(message="Mine."), ready).missing == ()


def test_time_placeholders_have_the_times_of_the_update() -> None:
    ready = phase("By {{ next }}, over at {{ eta }}.", next="{{ next }}", eta="2h")
    written = compose(FRAME, Given(), ready)
    assert written.text == "By 14:36 UTC, over at 16:06 UTC."
    assert dict(written.fields)["next"] == "2026-11-20 14:36 UTC"


@pytest.mark.parametrize("none", ["none", "None."])
def test_a_scenario_can_withdraw_the_estimate(none: str) -> None:
    withdrawn = compose(FRAME, Given(), phase("Over.", eta=none))
    assert dict(withdrawn.fields)["eta"] == "none"


def test_fields_do_not_depend_on_what_the_text_lacks() -> None:
    ready = phase(
        "{{ city }}", cause="{{ components }} in {{ region }} leaks.", fix="No more {{ cause }}."
    )
    assert dict(compose(FRAME, Given(), ready).fields).keys() == {"next"}
    found = compose(FRAME, Given(cause="A release.", action="none"), ready)
    assert dict(found.fields).keys() == {"next", "cause", "fix", "action required"}
    assert found.missing
