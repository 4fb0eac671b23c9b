"""The files of the API and their lists."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import corpus
from api.answers import NAMES, answers, files
from builders import at, component, incident, maintenance, notice, site, update, window
from feeds.publishing import inputs

from statusgen import pipeline
from statusgen.model import Incident, Postmortem, Site, Text
from statusgen.outputs import api
from statusgen.outputs.api import SIZE
from statusgen.pipeline import Options
from statusgen.rendering.artifact import Stage
from statusgen.rendering.kit import Kit
from statusgen.status import status_of

SUMMARY: Final = "api/v2/summary.json"


def incidents(count: int, *, are_open: bool) -> list[Incident]:
    """Make incidents, newest first."""
    made = []
    for number in range(count):
        began = at("12:00") - timedelta(hours=number)
        told = [update(began, "investigating", "api=down")]
        told += [] if are_open else [update(began + timedelta(minutes=5), "resolved")]
        made.append(incident(*told, slug=f"{'open' if are_open else 'over'}-{number:03}"))
    return made


def works(count: int, state: str) -> list[Incident]:
    made = []
    for number in range(count):
        told = update(at("11:00") - timedelta(hours=number), state)
        slug = f"{state.replace('_', '-')}-{number:03}"
        made.append(maintenance(window("18:00", "19:00"), told, slug=slug))
    return made


def ids(shown: Site) -> dict[str, list[str]]:
    """Return the ids in each list."""
    return {
        f"{name}: {key}": [each["id"] for each in answer[key]]
        for name, answer in answers(shown).items()
        for key in ("incidents", "scheduled_maintenances", "components")
        if key in answer
    }


def test_api_has_exactly_the_files_of_its_schema() -> None:
    planned = list(api.plan(shown := site(), status_of(shown)))
    assert sorted(each.path for each in planned) == [f"api/v2/{name}.json" for name in NAMES]
    assert {each.stage for each in planned} == {Stage.DATA}


def test_an_empty_site_has_empty_lists() -> None:
    found = answers(site(components=()))
    assert set(map(len, ids(site(components=())).values())) == {0}
    assert found["summary"]["status"] == {
        "indicator": "none",
        "description": "All Systems Operational",
    }


def test_lists_have_fifty_entries_and_the_summary_all_open_ones() -> None:
    shown = site(
        *incidents(60, are_open=True),
        *incidents(70, are_open=False),
        *works(55, "scheduled"),
        *works(53, "in_progress"),
        as_of="12:30",
    )
    found = ids(shown)
    lengths = {name: len(listed) for name, listed in found.items()}
    assert lengths == {
        "summary: components": 2,
        "summary: incidents": 60,
        "summary: scheduled_maintenances": 108,
        "components: components": 2,
        "incidents: incidents": SIZE,
        "incidents/unresolved: incidents": SIZE,
        "incidents/resolved: incidents": SIZE,
        "scheduled-maintenances: scheduled_maintenances": SIZE,
        "scheduled-maintenances/upcoming: scheduled_maintenances": 55,
        "scheduled-maintenances/active: scheduled_maintenances": 53,
    }
    assert found["incidents/resolved: incidents"] == [f"over-{number:03}" for number in range(50)]
    both = [f"{state}-{number:03}" for number in range(25) for state in ("open", "over")]
    assert found["incidents: incidents"] == both


def test_incidents_too_old_for_every_list_are_not_rendered() -> None:
    def bodies(shown: Site) -> set[str]:
        values: list[Any] = [each.values for each in api.plan(shown, status_of(shown))]
        return {f"over-{number:03}" for number in range(70) if f"over-{number:03}" in repr(values)}

    assert len(bodies(site(*incidents(70, are_open=False), as_of="12:30"))) == SIZE


def test_notices_are_in_no_list() -> None:
    closed = notice(update("10:00", "notice", body="We are closed."), title="Closed on Monday")
    text = b"".join(files(site(closed)).values())
    assert b"losed" not in text
    assert answers(site(closed))["status"]["page"]["updated_at"] == "2026-11-20T10:00:00.000Z"


LOOK = Postmortem(
    slug="look",
    id="look",
    path="content/postmortems/look.md",
    title="Why",
    incidents=("over-000",),
    published=at("11-24 09:00"),
    body=Text(markdown="Some."),
)


def test_page_has_the_newest_change_of_all() -> None:
    over, *_ = incidents(1, are_open=False)
    dates = {
        look and look.published: answers(
            site(over, as_of="11-25 12:00", postmortems=(look,) if look else ())
        )["status"]["page"]["updated_at"]
        for look in (None, LOOK, replace(LOOK, published=at("10:00")))
    }
    assert dates == {
        None: "2026-11-20T12:05:00.000Z",
        LOOK.published: "2026-11-24T09:00:00.000Z",
        at("10:00"): "2026-11-20T12:05:01.000Z",
    }


def test_postmortem_of_a_reopened_incident_is_a_change() -> None:
    again = incidents(1, are_open=True)[0]
    look = replace(LOOK, incidents=(again.slug,))
    found = answers(site(again, as_of="11-25 12:00", postmortems=(look,)))
    assert found["status"]["page"]["updated_at"] == "2026-11-24T09:00:00.000Z"
    (told,) = found["incidents"]["incidents"]
    assert (told["status"], told["updated_at"]) == ("investigating", "2026-11-20T12:00:00.000Z")


def test_preview_changes_addresses_but_not_ids() -> None:
    shown = site(*incidents(1, are_open=True))
    settings = replace(shown.settings, base_url="https://preview.example/7")
    found, known = answers(replace(shown, settings=settings))["summary"], answers(shown)["summary"]
    assert found["page"] == known["page"] | {"url": "https://preview.example/7"}
    (told,) = found["incidents"]
    assert told["shortlink"] == "https://preview.example/7/incidents/open-000/"
    assert told | {"shortlink": ""} == known["incidents"][0] | {"shortlink": ""}


def test_retired_component_stays_in_its_incidents() -> None:
    parts = (component("api"), component("old", until="11:00"))
    left = incident(update("10:00", "investigating", "old=down"), update("10:30", "resolved"))
    found = answers(site(left, components=parts))
    assert [each["id"] for each in found["components"]["components"]] == ["api"]
    (told,) = found["incidents"]["incidents"]
    assert [each["id"] for each in told["components"]] == ["old"]


def test_a_summary_of_thirty_components_and_three_open_incidents_is_small() -> None:
    made = dict(corpus.files(incidents=40, components=30, groups=5, unresolved=3))
    planned = pipeline.plan(inputs(made), Options(as_of=corpus.NOW))
    kit = Kit(planned.kit)
    (data,) = (each.produce(kit) for each in planned.artifacts if each.path == SUMMARY)
    summary = json.loads(data)
    leaves = [each for each in summary["components"] if not each["group"]]
    assert (len(leaves), len(summary["incidents"])) == (30, 3)
    assert len(gzip.compress(data)) <= 10_000
