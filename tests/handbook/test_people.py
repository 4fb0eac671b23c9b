from __future__ import annotations

import pytest
from handbook.scene import PROJECT, page, rendered
from hypothesis import given
from hypothesis import strategies as st

from statusgen.handbook.people import duties_of, href_of
from statusgen.model import Person, Practice, Role


def test_a_role_has_its_duty_its_people_and_how_to_reach_them() -> None:
    assert page("team/") == (
        "Team Incident manager Decides. Ana +33 (0)1 99 00 10 01 If there is no answer: "
        "Bo bo@acme.example On call database Chi"
    )


def test_a_number_and_an_address_can_be_tapped() -> None:
    text = rendered()["team/index.html"]
    assert '<a href="tel:+33199001001">+33 (0)1 99 00 10 01</a>' in text
    assert '<a href="mailto:bo@acme.example">bo@acme.example</a>' in text


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("+33 1 99 00 10 01", "tel:+33199001001"),
        ("01.99.00.10.01", "tel:0199001001"),
        ("+49 (0)30 / 99-00", "tel:+49309900"),
        ("ana@acme.example", "mailto:ana@acme.example"),
        ("https://chat.example/@ana", "https://chat.example/@ana"),
        ("extension 12", ""),
        ("javascript:alert(1)", ""),
        ("ana@acme.example?bcc=x@y.example", ""),
        ("", ""),
    ],
)
def test_where_a_contact_leads(contact: str, href: str) -> None:
    assert href_of(contact) == href


@given(st.text())
def test_a_contact_leads_nowhere_else(contact: str) -> None:
    assert href_of(contact).startswith(("tel:", "mailto:", "http://", "https://")) or not href_of(
        contact
    )


def test_who_is_needed_comes_in_the_order_that_is_asked_for() -> None:
    team = tuple(Role(name=name, primary=Person(name=name)) for name in ("a", "b", "c"))
    practice = Practice(team=team)
    assert [duty.role for duty in duties_of(practice.roles(("c", "a")))] == ["c", "a"]
    assert practice.roles(()) == team


def test_a_team_that_nobody_has_named_is_asked_for() -> None:
    bare = PROJECT["content/site.yml"].partition("cadence:")[0]
    changes = {"content/site.yml": bare, "content/scenarios/database.md": None}
    assert "say under team in site.yml" in page("team/", changes)
