"""What the API's answers look like, field by field."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from typing import Any

import pytest
from api.answers import Answer, answers, files, kit_for
from builders import at, component, group, incident, maintenance, site, update, window
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import WITHDRAWN, Postmortem, Site, Text
from statusgen.outputs.api import documents

PARTS = (component("api"), group("apps", component("web")))
URL = "https://status.acme.example"
PAGE_ID = "tdd6vg7rh35j"


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


def test_the_id_of_the_page_follows_from_that_of_the_site_alone() -> None:
    settings = site().settings
    other = replace(settings, title="Other", url="https://b.example", base_url="https://b.example")
    assert documents.page_id(kit_for(other)) == PAGE_ID
    assert documents.page_id(kit_for(replace(settings, id="b.example,2026"))) != PAGE_ID


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
        "impact": "major",
        "shortlink": f"{URL}/incidents/web-errors/",
        "started_at": "2026-11-20T09:45:00.000Z",
        "page_id": PAGE_ID,
        "reminder_intervals": None,
    }


def test_maintenance_has_its_window_too() -> None:
    works = maintenance(window("14:00", "15:30"), update("09:00", "scheduled"))
    found = one(site(works), "scheduled-maintenances")
    assert found["scheduled_for"] == "2026-11-20T14:00:00.000Z"
    assert found["scheduled_until"] == "2026-11-20T15:30:00.000Z"
    assert (found["status"], found["impact"]) == ("scheduled", "maintenance")


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


def test_what_is_withdrawn_is_said() -> None:
    assert body(action=WITHDRAWN) == "Action required: none"
    assert body(workaround=WITHDRAWN) == "Workaround: none"


def test_a_field_is_one_line_and_no_block() -> None:
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


def test_what_the_clock_does_has_standard_words() -> None:
    works = maintenance(window("10:00", "11:00"), update("09:00", "scheduled", body="Soon."))
    updates = one(site(works), "scheduled-maintenances")["incident_updates"]
    assert [each["body"] for each in updates] == [
        "Scheduled maintenance has ended.",
        "Scheduled maintenance has begun.",
        "Soon.",
    ]
    assert updates[0]["id"] == "works-20261120T110000Z-end"


def test_what_was_cancelled_says_so() -> None:
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
