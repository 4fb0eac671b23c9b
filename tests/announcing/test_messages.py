from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from announcing.announced import KIT, NOW, around, channel, lookback, news
from builders import at, incident, maintenance, notice, update, window
from hypothesis import given
from hypothesis import strategies as st
from strategies import incidents, maintenances
from texts import MARKDOWN

from statusgen.announcing.messages import compose, cut, drafts, key
from statusgen.announcing.messages import notice as remark
from statusgen.model import (
    Incident,
    LogEntry,
    Person,
    Phase,
    Practice,
    Role,
    Scenario,
    Sort,
    State,
    TeamOnly,
    Text,
)
from statusgen.rendering import labels
from statusgen.timeline import timeline_of

LOCKS = incident(
    update("14:05", "investigating", "api=down", body="Some locks stay *closed*.", next="15:00"),
    update(
        "14:30",
        "identified",
        body="A server fails. [More](https://acme.example/x)",
        action="Wait *here*.",
        workaround="Use the key.",
        eta="16:00",
        next="11-21 09:00",
    ),
    update("15:30", "resolved", body="It works.", cause="A bug.", fix="A patch.", ended="15:10"),
    title="Bicycles can't be unlocked",
)
LINK = "https://acme.example/status/incidents/trouble/#u-"

TEAM = TeamOnly(
    scenario="locks",
    roles=(("incident_manager", "Mia"),),
    variables=(("region", "the north"),),
    log=(
        LogEntry(at=at("14:10"), text="secretlog", line=9),
        LogEntry(at=at("14:40"), text="later", line=12),
    ),
)
SCENARIO = Scenario(
    slug="locks",
    path="content/scenarios/locks.md",
    title="Locks",
    sort=Sort.INCIDENT,
    phases=(Phase(state=State.INVESTIGATING),),
    runbook=Text(markdown="1. secretstep"),
    asides=(
        ("support", State.INVESTIGATING, Text(markdown="Say {{ region }} to {{ components }}.")),
        ("support", State.RESOLVED, Text(markdown="Say {{ unknown }}.")),
        ("management", State.INVESTIGATING, Text(markdown="It costs us.")),
    ),
)
PRACTICE = Practice(
    scenarios=(SCENARIO,),
    team=(
        Role(name="incident_manager", primary=Person(name="Ana")),
        Role(name="support", primary=Person(name="Eli")),
    ),
)


def text(subject: Incident, *places: int, audience: str = "external") -> str:
    told = [news(subject, place) for place in places]
    return compose(channel(audience), told, KIT, around(subject)).text.replace("\xa0", " ")


def test_an_update_says_the_facts_first() -> None:
    message = compose(channel(), [news(LOCKS, 1)], KIT, around(LOCKS))
    assert message.title == "Identified: Bicycles can't be unlocked"
    assert message.text.replace("\xa0", " ") == (
        "Affected components: Public API (Major outage)\n"
        "Action required: Wait here.\n"
        "Workaround: Use the key.\n"
        "Expected end: 16:00 UTC\n"
        "Next update by 21 Nov, 09:00 UTC\n"
        "\n"
        "A server fails. More (https://acme.example/x)\n"
        "\n"
        f"{message.link}"
    )
    assert message.link == f"{LINK}20261120T143000Z".replace("u-", "")
    assert (message.thread, message.news) == ("trouble", ("trouble/20261120T143000Z",))


def test_the_end_says_why_and_when() -> None:
    assert text(LOCKS, 2).startswith(
        "Affected components: Public API\n"
        "Action required: Wait here.\n"
        "Cause: A bug.\n"
        "Fix: A patch.\n"
        "Ended: 15:10 UTC\n\nIt works."
    )


def test_several_updates_are_one_message_newest_first() -> None:
    told = text(LOCKS, 2, 1, 0)
    older = [
        "It works.",
        "14:30 UTC: Identified\n\nA server",
        "14:05 UTC: Investigating\n\nSome locks",
    ]
    assert [told.index(each) for each in older] == sorted(told.index(each) for each in older)
    assert "Next update" not in told


def test_maintenance_says_when_and_its_end_hides_its_start() -> None:
    work = maintenance(
        window("22:00", "23:00"),
        update("09:00", "scheduled", body="We move."),
        components="web=maintenance",
    )
    assert text(work, 0).startswith(
        "Affected components: Website\nPlanned: 20 Nov 2026, 22:00 \u2013 23:00 UTC\n\nWe move."
    )
    told = [news(work, 2), news(work, 1)]
    message = compose(channel(), told, KIT, around(work))
    assert (message.title, len(message.news)) == ("Completed: works", 2)
    assert "Scheduled maintenance has ended." in message.text
    assert "In progress" not in message.text


def test_a_reminder_says_when_the_work_begins() -> None:
    work = maintenance(window("11-25 22:00", "11-25 23:00"), update("09:00", "scheduled"))
    message = compose(channel(), [news(work, form="reminder")], KIT, around(work))
    assert message.title == "Reminder: works"
    assert "Planned: 25 Nov 2026, 22:00" in message.text


def test_a_correction_says_so_and_keeps_its_state_and_thread() -> None:
    wrong = replace(LOCKS, updates=(replace(LOCKS.updates[0], corrected=at("14:20")),))
    correction = news(wrong, 0, form="correction")
    message = compose(channel(), [correction], KIT, around(wrong))
    assert message.title == "Correction: Bicycles can't be unlocked"
    assert message.text.replace("\xa0", " ").startswith("14:05 UTC: Investigating\n")
    assert message.thread == "trouble"
    both = compose(channel(), [correction, news(wrong, 0)], KIT, around(wrong))
    assert both.title == "Investigating: Bicycles can't be unlocked"
    assert both.text.count("Some locks") == 1
    assert len(both.news) == 2


def test_a_late_correction_names_its_update_and_promises_nothing_that_has_passed() -> None:
    wrong = replace(LOCKS.updates[1], corrected=at("11-21 10:00"))
    late = replace(LOCKS, updates=(LOCKS.updates[0], wrong, LOCKS.updates[2]))
    told = compose(channel(), [news(late, 1, form="correction")], KIT, around(late)).text
    assert told.replace("\xa0", " ").startswith("20 Nov, 14:30 UTC: Identified\n")
    assert not re.search("Next update|Expected end", told)


def test_maintenance_that_has_begun_says_when_it_ends() -> None:
    work = maintenance(window("22:00", "23:00"), update("09:00", "scheduled"))
    assert "Planned: 20 Nov 2026, 22:00 \u2013 23:00 UTC" in text(work, 1)


def test_a_working_component_beside_a_broken_one_is_told_apart() -> None:
    half = incident(
        update("14:05", "investigating", "api=down, web=down"),
        update("14:30", "identified", "web=ok"),
    )
    assert "Public API (Major outage) and Website (Operational)\n" in text(half, 1)


def test_a_post_says_what_to_do_before_why_it_happened() -> None:
    end = update("15:30", "resolved", body="It works. " * 12, action="Check " + "orders " * 20,
                 cause="A bug.", fix="A patch.")  # fmt: skip
    subject = incident(update("14:05", "investigating", "api=down"), end, title="Locks stay shut")
    long, short = compose(channel(), [news(subject)], KIT, around(subject)).short
    assert [line.split()[0] for line in long.split("\n")[:-1]] == [
        "Resolved:", "Action", "Affected", "It", "Cause:", "Fix:"
    ]  # fmt: skip
    assert "\nAction required: Check orders" in short


def test_a_postmortem_says_what_was_affected() -> None:
    message = compose(channel(), [lookback("trouble")], KIT, around(LOCKS))
    assert message.title == "Postmortem: What we learned"
    assert message.text == (
        "Affected components: Public API\n\nSome requests failed.\n\n"
        "https://acme.example/status/postmortems/look/"
    )
    brief = compose(channel(), [lookback("trouble", summary="It *failed*.")], KIT, around(LOCKS))
    assert "\n\nIt *failed*.\n\n" in brief.text


def test_a_notice_needs_no_fact() -> None:
    office = notice(update("10:00", "notice", body="New office."))
    assert text(office, 0).startswith("New office.\n\nhttps://")
    html = compose(channel(), [news(office)], KIT, around(office)).html
    assert re.search("</h2>\n<p[^>]*>New office.</p>\n<p><a href=", html)


def test_a_drill_and_an_unreachable_page_are_said_in_every_text() -> None:
    message = compose(channel(), [news(LOCKS, 0)], KIT, around(LOCKS), drill=True, unseen=True)
    assert message.title == "Drill: Investigating: Bicycles can't be unlocked"
    assert message.event["drill"] is True
    for shown in (f"{message.title}\n{message.text}", message.html, *message.short):
        assert "Drill: Investigating: " in shown
        assert "The status page cannot be reached at the moment." in shown


def test_mail_has_the_same_as_html_and_loads_nothing() -> None:
    picture = update("14:05", "investigating", body="![A *map*](https://x.example/a.png) <b>",
                     action="[Look](https://acme.example/y) & wait")  # fmt: skip
    html = compose(channel(), [news(incident(picture, title="<Locks>"))], KIT, around()).html
    assert "<h2>Investigating: &lt;Locks&gt;</h2>" in html
    assert '<a href="https://acme.example/y"' in html
    assert "&amp; wait" in html
    assert "map" in html
    assert not re.search(r"<img|<script|<link|src=|url\(|@import", html)


def test_programs_get_facts() -> None:
    event = compose(channel(), [news(LOCKS, 1), news(LOCKS, 0)], KIT, around(LOCKS)).event
    assert (event["type"], event["state"], event["impact"]) == ("update", "identified", "critical")
    assert event["incident"] == {"id": "trouble", "title": "Bicycles can't be unlocked"}
    assert event["components"] == [{"id": "api", "name": "Public API", "state": "major_outage"}]
    assert (event["next"], event["planned"]) == ("2026-11-21T09:00:00Z", None)
    assert [each["state"] for each in event["updates"]] == ["identified", "investigating"]
    page = (Path(__file__).parents[2] / "docs/output.md").read_text(encoding="utf-8")
    table = page.partition("An event is")[2].partition("## Hosting")[0]
    keys = re.findall("`(\\w+)`", "\n".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)))
    assert {*keys} == {*event, "schema_version", "id", "timestamp"}


def internal(audience: str, *places: int, **keys: str) -> str:
    subject = replace(LOCKS, team=TEAM)
    told = [news(subject, place) for place in places]
    where = around(subject, practice=PRACTICE)
    return compose(channel(audience, **keys), told, KIT, where).text.replace("\xa0", " ")


def test_the_team_also_gets_its_text_roles_log_and_runbook() -> None:
    told = internal("internal", 0, text="support")
    assert "What to send\n\nSay the north to Public API.\n" in told
    assert "Who to call\n\n- Incident manager: Mia\n" in told
    assert "What to do\n\n1. secretstep\n" in told
    later = internal("internal", 1)
    assert "Internal, 14:10 UTC\n\nsecretlog" in later
    assert "secretstep" not in later
    assert "What to send" not in internal("internal", 2, text="support")


def test_readers_get_nothing_that_is_for_the_team() -> None:
    for place in range(3):
        told = internal("external", place, text="support")
        assert not re.search("secret|Mia|Ana|Say|later|costs", told)


def test_drafts_are_a_post_and_the_texts_for_each_audience() -> None:
    subject = replace(LOCKS, team=TEAM)
    where = around(subject, practice=PRACTICE)
    written = dict(drafts([news(subject, 0)], KIT, where))
    assert [*written] == [f"trouble-{each}.txt" for each in ("social", "management", "support")]
    assert written["trouble-support.txt"].startswith("Say the north to Public API.\n\nhttps://")
    assert written["trouble-social.txt"].startswith("Investigating: Bicycles")
    assert [*dict(drafts([news(subject, 2)], KIT, where))] == ["trouble-social.txt"]


def test_the_key_of_news_differs_by_channel_and_names_nothing() -> None:
    one, two = channel(), replace(channel(), name="ops")
    keys = {key(each, where) for each in ("a/1", "a/2") for where in (one, two)}
    assert len(keys) == 4
    assert all(set(each) <= set("0123456789abcdef") for each in keys)
    assert key("a/1", one) == key("a/1", channel("internal"))


def test_a_message_about_no_incident_fits_a_post() -> None:
    message = remark(channel(), "ab", "Held back", "So it is. " * 99, "https://acme.example/")
    assert message.text.endswith("So it is. \n\nhttps://acme.example/")
    assert [len(each) <= limit for each, limit in zip(message.short, (500, 300), strict=True)]


@pytest.mark.parametrize(
    ("room", "shown"),
    [(11, "one two six"), (10, "one two…"), (8, "one two…"), (7, "one…"), (3, ""), (-1, "")],
)
def test_a_text_is_cut_between_words(room: int, shown: str) -> None:
    assert cut("one  two\nsix", room) == shown


@given(incidents() | maintenances(), MARKDOWN, st.data())
def test_every_text_fits_its_channel_and_names_state_promise_and_link(
    subject: Incident, body: str, data: st.DataObject
) -> None:
    written = tuple(replace(each, body=Text(markdown=body)) for each in subject.updates)
    subject = replace(subject, updates=written, title="Locks " + "stay shut " * 20)
    place = data.draw(st.integers(0, len(timeline_of(subject, NOW).moments) - 1))
    told = news(subject, place)
    message = compose(channel(), [told], KIT, around(subject))
    moment = told.timeline.moments[place]  # type: ignore[union-attr] # it is an update
    state = labels.state_word(KIT.locale, moment.state)
    awaited = moment.update.next
    is_ahead = awaited and awaited > told.at
    promised = is_ahead and awaited and KIT.locale.moment(awaited, told.at, zone=True)
    texts = (f"{message.title}\n{message.text}", message.html, *message.short)
    for shown in texts:
        assert state in shown
        assert message.link in shown
        assert not promised or f"Next update by {promised}" in shown
    for shown, limit in zip(message.short, (500, 300), strict=True):
        assert len(shown) <= limit
        assert shown.endswith(f"\n{message.link}")
