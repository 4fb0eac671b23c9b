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
        ("0049 (0)30 / 99-00", "tel:0049309900"),
        ("(0)30 9900", "tel:0309900"),
        ("0171/1234567", "tel:01711234567"),
        ("+1\u00a0555\u202f0100", "tel:+15550100"),
        ("+123456789012345", "tel:+123456789012345"),
        ("+1234567890123456", ""),
        ("112", "tel:112"),
        ("116 117", "tel:116117"),
        ("12", ""),
        ("+1 555 0100 / +1 555 0101", ""),
        ("+1 555 0100 +1 555 0101", ""),
        ("+1 555 0100 / 0101", ""),
        ("555 0100 / 555 0101", ""),
        ("555-0100 555-0101", ""),
        ("01 99 00 10 01 / 02 99 00 10 01", ""),
        ("01 99 00 10 01, 02 99 00 10 01", ""),
        ("030 9900 / 030 9901", ""),
        ("112/110", ""),
        ("24/7", ""),
        ("/", ""),
        ("0/", ""),
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
