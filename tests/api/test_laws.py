"""Laws of the API for any site: each site is drawn and built once, and held against all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from api.answers import Answer, answers, files, kit_for, row
from api.sites import sites
from hypothesis import given

from statusgen import outputs
from statusgen.model import ComponentState, Group, Impact, Site, Sort
from statusgen.outputs import api
from statusgen.outputs.badges import COLOURS
from statusgen.status import current, current_leaves, status_of

RANKS = [rank.word for rank in Impact]
ENDED = {"resolved", "postmortem", "completed"}
Found = dict[str, Answer]
"""All files by name."""


def told(found: Found) -> Iterator[tuple[str, list[Answer]]]:
    """Yield all lists of incidents or maintenance."""
    for name, answer in found.items():
        for key in ("incidents", "scheduled_maintenances"):
            if key in answer:
                yield f"{name}: {key}", answer[key]


def every_file_names_the_same_page(found: Found) -> None:
    assert len({json.dumps(answer["page"]) for answer in found.values()}) == 1
    page = found["summary"]["page"]
    for _, entries in told(found):
        for entry in entries:
            assert entry["page_id"] == page["id"]
            assert entry["updated_at"] <= page["updated_at"]


def ids_are_unique_and_lists_are_newest_first(found: Found) -> None:
    for name, entries in told(found):
        assert len({each["id"] for each in entries}) == len(entries), name
        created = [each["created_at"] for each in entries]
        assert created == sorted(created, reverse=True), name
        for entry in entries:
            updates = entry["incident_updates"]
            assert len({each["id"] for each in updates}) == len(updates)
            dates = [each["created_at"] for each in updates]
            assert dates == sorted(dates, reverse=True)
            assert entry["created_at"] == dates[-1]
            assert entry["updated_at"] == max(each["updated_at"] for each in updates)
            assert {each["incident_id"] for each in updates} == {entry["id"]}
            assert all(each["id"].startswith(f"{entry['id']}-") for each in updates)
            assert entry["status"] == updates[0]["status"]
    rows = [each["id"] for each in found["components"]["components"]]
    assert len(set(rows)) == len(rows)


def lists_agree_with_each_other(found: Found) -> None:
    summary = found["summary"]
    assert found["status"]["status"] == summary["status"]
    assert found["components"]["components"] == summary["components"]
    incidents = found["incidents"]["incidents"]
    unresolved = [each for each in incidents if each["status"] not in ENDED]
    assert summary["incidents"] == unresolved
    assert found["incidents/unresolved"]["incidents"] == unresolved
    resolved = [each for each in incidents if each["status"] in ENDED]
    assert found["incidents/resolved"]["incidents"] == resolved
    maintenance = found["scheduled-maintenances"]["scheduled_maintenances"]
    by_state = {
        "upcoming": [each for each in maintenance if each["status"] == "scheduled"],
        "active": [each for each in maintenance if each["status"] in {"in_progress", "verifying"}],
    }
    for name, expected in by_state.items():
        listed = found[f"scheduled-maintenances/{name}"]["scheduled_maintenances"]
        assert listed == expected
    assert summary["scheduled_maintenances"] == [
        each for each in maintenance if each["status"] not in ENDED
    ]


def every_incident_and_maintenance_is_listed_but_no_notice(site: Site, found: Found) -> None:
    for name, key, sort in (
        ("incidents", "incidents", Sort.INCIDENT),
        ("scheduled-maintenances", "scheduled_maintenances", Sort.MAINTENANCE),
    ):
        listed = {each["id"] for each in found[name][key]}
        assert listed == {each.id for each in site.incidents if each.sort is sort}


def indicator_follows_components_and_incidents(found: Found) -> None:
    summary = found["summary"]
    states = {each["status"] for each in summary["components"] if not each["group"]}
    indicator = RANKS.index(summary["status"]["indicator"])
    hurt = [RANKS.index(each["impact"]) for each in summary["incidents"]]
    assert indicator <= max(hurt, default=0) or states - {"operational", "under_maintenance"}
    if any(hurt):
        assert indicator >= RANKS.index("minor")
    if "major_outage" in states:
        assert indicator >= RANKS.index("major")
    if states & {"degraded_performance", "partial_outage"}:
        assert indicator >= RANKS.index("minor")
    all_is_well = summary["status"]["description"] == "All Systems Operational"
    assert all_is_well == (indicator == 0 and states <= {"operational"})


def components_in_use_are_listed_in_their_groups(site: Site, found: Found) -> None:
    rows = found["components"]["components"]
    expected: list[tuple[str, int, str | None]] = []
    for place, entry in enumerate(current(site), start=1):
        own = entry.components if isinstance(entry, Group) else ()
        group = entry.id if isinstance(entry, Group) else None
        expected.append((entry.id, place, None))
        expected += [(leaf.id, inner, group) for inner, leaf in enumerate(own, start=1)]
    assert [(each["id"], each["position"], each["group_id"]) for each in rows] == expected
    for whole in (each for each in rows if each["group"]):
        parts = [each for each in rows if each["group_id"] == whole["id"]]
        assert whole["components"] == [each["id"] for each in parts]
        assert whole["status"] == max(
            (each["status"] for each in parts), key=lambda word: ComponentState[word.upper()]
        )
    known = {each["id"]: each for each in rows}
    retired = {leaf.id for leaf in site.leaves} - known.keys()
    for _, entries in told(found):
        for component in (each for entry in entries for each in entry["components"]):
            assert component["id"] in retired or component == known[component["id"]]
            assert component["group_id"] is None or component["group_id"] in known
            assert component["created_at"] <= component["updated_at"]


def dates_of_an_incident_follow_each_other(found: Found) -> None:
    for _, entries in told(found):
        for entry in entries:
            assert entry["started_at"] <= entry["created_at"] <= entry["updated_at"]
            assert (entry["resolved_at"] is not None) == (entry["status"] in ENDED)
            if entry["resolved_at"]:
                assert entry["resolved_at"] <= entry["updated_at"]
            if entry["monitoring_at"]:
                assert entry["monitoring_at"] in {
                    each["created_at"]
                    for each in entry["incident_updates"]
                    if each["status"] == "monitoring"
                }


def changes_of_updates_add_up_to_the_current_states(site: Site, found: Found) -> None:
    status = status_of(site)
    held = {each.incident.id: dict(each.now.components) for each in status.timelines}
    for _, entries in told(found):
        for entry in entries:
            states = dict.fromkeys((each["id"] for each in entry["components"]), "operational")
            for update in reversed(entry["incident_updates"]):
                for change in update["affected_components"] or ():
                    assert states[change["code"]] == change["old_status"]
                    states[change["code"]] = change["new_status"]
            assert states == {name: state.word for name, state in held[entry["id"]].items()}


def pages_badges_widget_and_api_agree(site: Site, found: Found) -> None:
    status, kit = status_of(site), kit_for(site.settings)
    planned = {each.path: each for each in outputs.plan(site, status, kit.data.theme)}

    def made(path: str) -> bytes:
        return planned[path].produce(kit)

    summary = found["summary"]
    widget = json.loads(made("widget.json"))
    overall, badge = summary["status"], json.loads(made("badge.json"))
    assert overall["indicator"] == widget["overall"]["rank"] == status.overall.rank.word
    assert overall["description"] == widget["overall"]["description"]
    assert badge["message"] == widget["overall"]["words"]
    assert headline(made("index.html")) == badge["message"]
    opened = {each["id"]: (each["status"], each["impact"]) for each in summary["incidents"]}
    assert opened == {each["id"]: (each["state"], each["impact"]) for each in widget["incidents"]}
    states = {each["id"]: each["state"] for each in widget["components"]}
    assert states == {
        each["id"]: each["status"] for each in summary["components"] if not each["group"]
    }
    for part in (*current(site), *current_leaves(site)):
        state = row(summary, part.id)["status"]
        assert state == status.state(part.id).word
        badge = json.loads(made(f"components/{part.id}/badge.json"))
        assert badge["message"].lower().replace(" ", "_") == state
        assert badge["color"] == COLOURS[status.state(part.id)]
        assert standing(made(f"components/{part.id}/index.html")) == badge["message"]


def headline(page: bytes) -> str:
    """Return the headline of the index."""
    return bare(page.decode().partition("<h1")[2].partition("</h1>")[0].partition(">")[2])


def standing(page: bytes) -> str:
    """Return the text below the name on a component's page."""
    return bare(page.decode().partition("</h1>")[2].partition("</p>")[0])


def bare(html: str) -> str:
    return re.sub("<[^>]*>", "", html).strip()


def site_language_does_not_change_the_api(site: Site) -> None:
    assert files(site, "fr") == files(site, "en")


def the_same_facts_at_two_instants_have_the_same_bytes(site: Site) -> None:
    later = replace(site, as_of=site.as_of.replace(second=1))
    assert [each.values for each in api.plan(later, status_of(later))] == [
        each.values for each in api.plan(site, status_of(site))
    ]


@given(sites())
def test_laws(site: Site) -> None:
    found = answers(site)
    every_file_names_the_same_page(found)
    ids_are_unique_and_lists_are_newest_first(found)
    lists_agree_with_each_other(found)
    every_incident_and_maintenance_is_listed_but_no_notice(site, found)
    indicator_follows_components_and_incidents(found)
    components_in_use_are_listed_in_their_groups(site, found)
    dates_of_an_incident_follow_each_other(found)
    changes_of_updates_add_up_to_the_current_states(site, found)
    pages_badges_widget_and_api_agree(site, found)
    site_language_does_not_change_the_api(site)
    the_same_facts_at_two_instants_have_the_same_bytes(site)
