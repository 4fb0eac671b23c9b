"""What is owed when an incident is over."""

from __future__ import annotations

from dataclasses import replace

from builders import at, incident, update

from statusgen.authoring.owing import debts
from statusgen.model import WITHDRAWN, Decision, Incident, Kind
from statusgen.timeline import play


def owed(whole: Incident) -> list[str]:
    return [debt.what for debt in debts(play(whole, at("20:00")))]


def test_nothing_is_owed_while_it_is_open() -> None:
    assert owed(incident(update("14:00", "investigating"), components="api=down")) == []


def test_cause_fix_and_a_decision_are_owed_at_the_end() -> None:
    first, last = update("14:00", "investigating"), update("15:00", "resolved")
    assert owed(incident(first, last, components="api=down")) == [
        "the cause",
        "how it was put right",
        "a decision on a postmortem",
    ]
    assert owed(incident(first, last, components="api=degraded")) == [
        "the cause",
        "how it was put right",
    ]


def test_what_users_must_do_is_owed_where_data_or_accounts_were_harmed() -> None:
    first = update("14:00", "investigating")
    last = update("15:00", "resolved", cause="a", fix="b")
    whole = incident(first, last, kinds=(Kind.SECURITY,), postmortem=Decision.NOT_NEEDED)
    assert owed(whole) == ["what users must do, or none"]
    assert owed(replace(whole, updates=(first, replace(last, action=WITHDRAWN)))) == []
