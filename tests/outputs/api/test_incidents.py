"""Incidents and maintenance in the API, field by field."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from typing import Any

import pytest
from api.answers import Answer, answers, files
from builders import at, component, group, incident, maintenance, notice, site, update, window
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import WITHDRAWN, Incident, Postmortem, Site, Sort, Text
from statusgen.outputs.api import newest, review, revised
from statusgen.status import status_of
from statusgen.timeline import Timeline, timeline_of

PARTS = (component("api"), group("apps", component("web"), component("old", until="09:00")))
URL = "https://status.acme.example"
PAGE_ID = "tdd6vg7rh35j"
LOOK = Postmortem(
    slug="why",
    id="why",
    path="content/postmortems/why.md",
    title="Why",
    incidents=("trouble",),
    published=at("11-24 09:00"),
    body=Text(markdown="Long."),
    summary="Short.",
)
OVER = incident(update("10:00", "investigating", "api=down"), update("11:00", "resolved"))


def one(shown: Site, name: str = "incidents") -> Answer:
    """Return the newest incident or maintenance of a list."""
    answer = answers(shown)[name]
    found: Answer = answer[name.partition("/")[0].replace("-", "_")][0]
    return found


def body(*args: Any, **fields: Any) -> str:  # noqa: ANN401 - of an update
    """Return the body of an incident's only update."""
    told = update(*(args or ("10:00", "investigating")), **fields)
    found: str = one(site(incident(told)))["incident_updates"][0]["body"]
    return found


def shown(told: Incident, as_of: str = "12:00", look: Postmortem | None = None) -> Answer:
    """Return an incident or maintenance of the API."""
    looks = (look,) if look else ()
    whole = site(told, as_of=as_of, components=PARTS, postmortems=looks)
    return one(whole, "incidents" if told.sort is Sort.INCIDENT else "scheduled-maintenances")


def told(whole: Answer) -> list[tuple[str, str]]:
    """Return state and id of each update, newest first."""
    return [(each["status"], each["id"]) for each in whole["incident_updates"]]


def moved(whole: Answer) -> list[list[tuple[str, str, str]]]:
    """Return the changed components of each update, newest first."""
    keys = ("name", "old_status", "new_status")
    changes = [each["affected_components"] or [] for each in whole["incident_updates"]]
    return [[tuple(each[key] for key in keys) for each in one] for one in changes]


def time(text: str) -> str:
    return f"2026-{text if '-' in text else f'11-20 {text}'}".replace(" ", "T") + ":00.000Z"


def played(told: Incident, as_of: str = "12:00") -> Timeline:
    return timeline_of(told, at(as_of))


# Fields


def test_the_page() -> None:
    page = answers(site(incident(update("10:00", "investigating"))))["status"]["page"]
    assert page == {
        "id": PAGE_ID,
        "name": "Acme",
        "url": URL,
        "time_zone": "Etc/UTC",
        "updated_at": "2026-11-20T10:00:00.000Z",
    }
    elsewhere = answers(site(timezone="Europe/Paris"))["status"]["page"]
    assert elsewhere["time_zone"] == "Europe/Paris"
    assert elsewhere["updated_at"] == "1970-01-01T00:00:00.000Z"


def test_an_incident_has_these_fields() -> None:
    told = incident(
        update("10:00", "investigating", "web=partial", body="Some *fail*.", next=at("10:30")),
        update("10:20", "monitoring", corrected=at("10:25")),
        slug="web-errors",
        id="old_Id",
        title="Errors <b>",
        started="09:45",
    )
    found = one(site(told, components=PARTS))
    assert found.pop("components") == [
        each
        for each in answers(site(told, components=PARTS))["components"]["components"]
        if each["id"] == "web"
    ]
    shared = {
        "incident_id": "old_Id",
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }
    assert found.pop("incident_updates") == [
        shared
        | {
            "id": "old_Id-20261120T102000Z",
            "status": "monitoring",
            "body": "",
            "created_at": "2026-11-20T10:20:00.000Z",
            "updated_at": "2026-11-20T10:25:00.000Z",
            "display_at": "2026-11-20T10:20:00.000Z",
            "affected_components": None,
        },
        shared
        | {
            "id": "old_Id-20261120T100000Z",
            "status": "investigating",
            "body": "Some fail.<br /><br />Next update by 10:30 UTC",
            "created_at": "2026-11-20T10:00:00.000Z",
            "updated_at": "2026-11-20T10:00:00.000Z",
            "display_at": "2026-11-20T10:00:00.000Z",
            "affected_components": [
                {
                    "code": "web",
                    "name": "Apps - Web",
                    "old_status": "operational",
                    "new_status": "partial_outage",
                }
            ],
        },
    ]
    assert found == {
        "id": "old_Id",
        "name": "Errors <b>",
        "status": "monitoring",
        "created_at": "2026-11-20T10:00:00.000Z",
        "updated_at": "2026-11-20T10:25:00.000Z",
        "monitoring_at": "2026-11-20T10:20:00.000Z",
        "resolved_at": None,
        "ended_at": None,
        "impact": "major",
        "shortlink": f"{URL}/incidents/web-errors/",
        "started_at": "2026-11-20T09:45:00.000Z",
        "page_id": PAGE_ID,
        "reminder_intervals": None,
    }


def test_maintenance_has_its_window() -> None:
    works = maintenance(window("14:00", "15:30"), update("09:00", "scheduled"))
    found = one(site(works), "scheduled-maintenances")
    assert found["scheduled_for"] == "2026-11-20T14:00:00.000Z"
    assert found["scheduled_until"] == "2026-11-20T15:30:00.000Z"
    assert (found["status"], found["impact"]) == ("scheduled", "maintenance")


def test_late_maintenance_has_its_actual_window_and_keeps_its_updates() -> None:
    begun = update("14:20", "in_progress", window=window("14:20", "15:30"))
    works = maintenance(window("14:00", "15:00"), update("09:00", "scheduled"), begun)
    found = one(site(works, as_of="14:40"), "scheduled-maintenances")
    assert found["scheduled_for"] == "2026-11-20T14:20:00.000Z"
    assert found["scheduled_until"] == "2026-11-20T15:30:00.000Z"
    told = [each["created_at"][11:16] for each in found["incident_updates"]]
    assert told == ["14:20", "14:00", "09:00"]


def test_a_body_is_plain_text_with_labelled_lines_after_it() -> None:
    found = body(
        body="See [the docs](https://docs.example/a?b=1&c=2).\n\n- one\n- two",
        action="Rotate your *keys*.",
        workaround="Use `eu`: https://eu.example",
        next=at("11-21 09:00"),
    )
    assert found == (
        "See the docs (https://docs.example/a?b=1&amp;c=2).<br /><br />- one<br />- two"
        "<br /><br />Action required: Rotate your keys.<br />Workaround: Use eu: https://eu.example"
        "<br />Next update by 2026-11-21 09:00 UTC"
    )


def test_withdrawn_fields_are_in_the_body() -> None:
    assert body(action=WITHDRAWN) == "Action required: none"
    assert body(workaround=WITHDRAWN) == "Workaround: none"


def test_field_is_one_line_of_text() -> None:
    assert body(workaround="> 5 seconds? Wait.") == "Workaround: &gt; 5 seconds? Wait."


def test_html_is_escaped_and_an_apostrophe_stays() -> None:
    assert body(body='We\'re at `<script>` & "so".') == (
        "We're at &lt;script&gt; &amp; &quot;so&quot;."
    )


def test_links_within_the_site_are_absolute() -> None:
    told = Text(
        markdown="[Why](../postmortems/why.md)",
        targets=(("../postmortems/why.md", "postmortems/why/"),),
    )
    assert body(body=told) == f"Why ({URL}/postmortems/why/)"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_stays_text(text: str) -> None:
    found = body(body=text, workaround=text)
    bare = found.replace("<br />", "\n")
    assert not set('<>"') & set(bare)
    assert html.unescape(bare).rstrip("\n").count("\n") == found.count("<br />")


def test_clock_updates_have_standard_text() -> None:
    works = maintenance(window("10:00", "11:00"), update("09:00", "scheduled", body="Soon."))
    updates = one(site(works), "scheduled-maintenances")["incident_updates"]
    assert [each["body"] for each in updates] == [
        "Scheduled maintenance has ended.",
        "Scheduled maintenance has begun.",
        "Soon.",
    ]
    assert updates[0]["id"] == "works-20261120T110000Z-end"


def test_cancelled_maintenance_says_so() -> None:
    off = maintenance(
        window("14:00", "15:00"),
        update("09:00", "scheduled"),
        update("10:00", "cancelled", body="We do it next week."),
        update("10:05", "update"),
    )
    updates = one(site(off), "scheduled-maintenances")["incident_updates"]
    assert [(each["status"], each["body"]) for each in updates] == [
        ("completed", "This scheduled maintenance was cancelled."),
        ("completed", "This scheduled maintenance was cancelled.<br /><br />We do it next week."),
        ("scheduled", ""),
    ]


@pytest.mark.parametrize(
    ("summary", "text"),
    [("An index & more.", "An index &amp; more."), ("", "Searches fail.")],
)
def test_a_postmortem_is_the_newest_update(summary: str, text: str) -> None:
    over = incident(update("10:00", "investigating"), update("11:00", "resolved"))
    look = Postmortem(
        slug="look",
        id="look",
        path="content/postmortems/look.md",
        title="Why <it> failed",
        incidents=("trouble",),
        published=at("11-24 09:00"),
        body=Text(markdown="## Impact\n\nSearches fail."),
        summary=summary,
    )
    found = one(site(over, postmortems=(look,)), "incidents/resolved")
    assert found["status"] == "postmortem"
    assert found["incident_updates"][0] == {
        "id": "trouble-postmortem",
        "status": "postmortem",
        "body": f"Why &lt;it&gt; failed ({URL}/postmortems/look/)<br /><br />{text}",
        "incident_id": "trouble",
        "created_at": "2026-11-24T09:00:00.000Z",
        "updated_at": "2026-11-24T09:00:00.000Z",
        "display_at": "2026-11-24T09:00:00.000Z",
        "affected_components": None,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }
    assert found["resolved_at"] == "2026-11-20T11:00:00.000Z"


def test_a_file_is_compact_and_readable_and_ends_with_a_line_break() -> None:
    data = files(site(incident(update("10:00", "investigating"), title="Störung 🚨")))
    text = data["api/v2/incidents.json"].decode()
    assert text.endswith("}\n")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) + "\n"
    assert "Störung 🚨" in text


# States


def test_an_update_keeps_the_state_before_it() -> None:
    going_on = incident(
        update("10:00", "update"), update("10:10", "identified"), update("10:20", "update")
    )
    assert [state for state, _ in told(shown(going_on))] == [
        "identified",
        "identified",
        "investigating",
    ]
    assert shown(going_on)["status"] == "identified"


def test_update_after_the_end_keeps_it_resolved() -> None:
    last = replace(OVER, updates=(*OVER.updates, update("11:30", "update")))
    found = shown(last)
    assert (found["status"], found["resolved_at"]) == ("resolved", time("11:00"))


def test_an_earlier_end_is_told_beside_that_of_the_update() -> None:
    late = incident(
        update("10:00", "investigating", "api=down"), update("11:00", "resolved", ended="10:20")
    )
    found = shown(late)
    assert (found["ended_at"], found["resolved_at"]) == (time("10:20"), time("11:00"))
    assert found["incident_updates"][0]["body"] == "Ended 10:20 UTC"


def test_cancelled_maintenance_is_completed() -> None:
    off = maintenance(
        window("14:00", "15:00"),
        update("09:00", "scheduled"),
        update("10:00", "cancelled"),
        update("10:30", "update"),
    )
    found = shown(off)
    assert found["status"] == "completed"
    assert [state for state, _ in told(found)] == ["completed", "completed", "scheduled"]
    assert found["resolved_at"] == time("10:00")


def test_clock_adds_updates_for_start_and_end_of_maintenance() -> None:
    works = maintenance(window("10:00", "11:00"), update("09:00", "scheduled"), components="api=ok")
    found = shown(works)
    assert told(found) == [
        ("completed", "works-20261120T110000Z-end"),
        ("in_progress", "works-20261120T100000Z-start"),
        ("scheduled", "works-20261120T090000Z"),
    ]
    assert found["impact"] == "maintenance"
    assert found["scheduled_for"] == time("10:00")


def test_moved_window_is_used() -> None:
    works = maintenance(
        window("14:00", "15:00"),
        update("09:00", "scheduled"),
        update("10:00", "update", window=window("18:00", "19:00")),
    )
    found = shown(works)
    assert (found["scheduled_for"], found["scheduled_until"]) == (time("18:00"), time("19:00"))


# Dates


def test_dates_of_an_incident() -> None:
    found = shown(
        incident(
            update("10:00", "investigating"),
            update("10:10", "identified", corrected="11-20 11:45"),
            update("10:30", "monitoring"),
            update("10:40", "identified"),
            update("10:50", "monitoring"),
            update("11:00", "resolved"),
            started="09:30",
        )
    )
    assert (found["started_at"], found["created_at"]) == (time("09:30"), time("10:00"))
    assert found["monitoring_at"] == time("10:30")
    assert found["resolved_at"] == time("11:00")
    assert found["updated_at"] == time("11:45")


@pytest.mark.parametrize(
    ("states", "monitored"),
    [
        ("investigating identified", None),
        ("monitoring resolved", "10:00"),
        ("monitoring resolved investigating", None),
        ("monitoring resolved monitoring", "10:02"),
        ("monitoring resolved update", "10:00"),
        ("monitoring resolved identified monitoring resolved resolved", "10:03"),
        ("investigating resolved", None),
    ],
)
def test_monitoring_counts_from_the_last_reopening(states: str, monitored: str | None) -> None:
    updates = [update(f"10:{place:02}", state) for place, state in enumerate(states.split())]
    assert shown(incident(*updates))["monitoring_at"] == (time(monitored) if monitored else None)


def test_maintenance_is_resolved_at_its_end() -> None:
    works = maintenance(window("10:00", "11:00"), update("09:00", "scheduled"))
    assert [shown(works, now)["resolved_at"] for now in ("09:30", "10:30", "11:30")] == [
        None,
        None,
        time("11:00"),
    ]
    assert shown(works)["started_at"] == shown(works)["created_at"] == time("09:00")


# Impact and components


def test_impact_is_the_highest() -> None:
    better = incident(
        update("10:00", "investigating", "api=down"), update("10:10", "monitoring", "api=degraded")
    )
    assert shown(better)["impact"] == "critical"


def test_components_are_complete_and_current_even_if_retired() -> None:
    found = shown(replace(OVER, updates=(update("10:00", "investigating", "api=down, old=down"),)))
    assert [(each["id"], each["status"]) for each in found["components"]] == [
        ("api", "major_outage"),
        ("old", "major_outage"),
    ]
    assert [each["status"] for each in shown(OVER)["components"]] == ["operational"]


def test_update_has_components_that_it_changes_or_names() -> None:
    found = shown(
        incident(
            update("10:00", "investigating", "web=partial"),
            update("10:10", "identified", "api=down"),
            update("10:20", "update", "api=down, web=ok"),
            update("10:30", "update"),
            update("11:00", "resolved"),
            components="api=degraded",
            started="09:00",
        )
    )
    assert moved(found)[::-1] == [
        [
            ("Api", "operational", "degraded_performance"),
            ("Apps - Web", "operational", "partial_outage"),
        ],
        [("Api", "degraded_performance", "major_outage")],
        [
            ("Api", "major_outage", "major_outage"),
            ("Apps - Web", "partial_outage", "operational"),
        ],
        [],
        [("Api", "major_outage", "operational")],
    ]


def test_announcement_names_the_components() -> None:
    works = maintenance(
        window("10:00", "11:00"), update("09:00", "scheduled"), components="web=degraded"
    )
    assert moved(shown(works)) == [
        [("Apps - Web", "degraded_performance", "operational")],
        [("Apps - Web", "operational", "degraded_performance")],
        [("Apps - Web", "operational", "operational")],
    ]


# Postmortems


def test_postmortem_has_its_publication_date() -> None:
    found = shown(OVER, look=LOOK)
    assert (found["status"], found["resolved_at"]) == ("postmortem", time("11:00"))
    assert found["updated_at"] == time("11-24 09:00")


@pytest.mark.parametrize("published", ["10:30", "11:00"])
def test_postmortem_is_at_least_a_second_after_the_last_update(published: str) -> None:
    look = replace(LOOK, published=at(published))
    assert review(played(OVER), look) == (at("11:00").replace(second=1), look)


def test_open_incident_and_maintenance_have_no_postmortem() -> None:
    again = replace(OVER, updates=(*OVER.updates, update("11:30", "investigating")))
    works = maintenance(window("09:00", "10:00"), update("08:00", "scheduled"))
    assert review(played(OVER), None) is None
    assert review(played(OVER), replace(LOOK, published=None)) is None
    assert review(played(again), LOOK) is None
    assert review(played(works), LOOK) is None


def test_last_change_is_an_update_correction_or_postmortem() -> None:
    mended = replace(
        OVER, updates=(replace(OVER.updates[0], corrected=at("11:20")), OVER.updates[1])
    )
    assert revised(played(OVER), None) == at("11:00")
    assert revised(played(mended), None) == at("11:20")
    assert revised(played(mended), review(played(mended), LOOK)) == at("11-24 09:00")


# Order


def test_lists_are_sorted_by_first_update_then_id() -> None:
    def one(name: str, time: str, started: str | None = None) -> Incident:
        slug = {"a": "z"}.get(name, name)
        return incident(update(time, "investigating"), slug=slug, id=name, started=started)

    whole = site(
        one("a", "10:00"),
        one("b", "11:00", "08:00"),
        one("c", "10:00"),
        notice(update("10:00", "notice")),
        maintenance(window("10:00", "11:00"), update("09:00", "scheduled")),
    )
    status = status_of(whole)
    assert [each.incident.id for each in newest(status, Sort.INCIDENT)] == ["b", "a", "c"]
    assert [each.incident.id for each in newest(status, Sort.MAINTENANCE)] == ["works"]
