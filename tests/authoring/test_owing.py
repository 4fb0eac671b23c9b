"""What is owed when an incident is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from builders import at, incident, update

from statusgen.authoring.owing import Debts, debts
from statusgen.model import WITHDRAWN, Decision, Incident, Kind
from statusgen.timeline import play


def owed(whole: Incident) -> Debts:
    return debts(play(whole, at("20:00")))


def options(whole: Incident) -> list[str]:
    return [option for _, option in owed(whole).said]


def test_nothing_is_owed_while_it_is_open() -> None:
    assert owed(incident(update("14:00", "investigating"), components="api=down")) == Debts()


def test_cause_fix_and_a_decision_are_owed_at_the_end() -> None:
    first, last = update("14:00", "investigating"), update("15:00", "resolved")
    serious = incident(first, last, components="api=down")
    assert owed(serious) == Debts(
        said=(("the cause", "--cause"), ("how it was put right", "--fix")), decision=True
    )
    assert owed(incident(first, last, components="api=partial")).decision  # major is enough
    slight = incident(first, last, components="api=degraded")
    assert options(slight) == ["--cause", "--fix"]
    assert not owed(slight).decision


def test_a_postmortem_is_owed_where_it_is_required_or_promised() -> None:
    first, last = update("14:00", "investigating"), update("15:00", "resolved")
    whole = incident(first, last, components="api=down")
    for decision in (Decision.REQUIRED, date(2026, 12, 1)):
        found = owed(replace(whole, postmortem=decision))
        assert (found.decision, found.postmortem) == (False, True)
    found = owed(replace(whole, postmortem=Decision.NOT_NEEDED))
    assert (found.decision, found.postmortem) == (False, False)


def test_what_users_must_do_is_owed_where_data_or_accounts_were_harmed() -> None:
    first = update("14:00", "investigating")
    last = update("15:00", "resolved", cause="a", fix="b")
    whole = incident(first, last, kinds=(Kind.SECURITY,))
    assert options(whole) == ["--action"]
    assert options(replace(whole, updates=(first, replace(last, action=WITHDRAWN)))) == []
