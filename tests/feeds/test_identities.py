"""Ids never change, whatever authors do to a project, so feed readers show no entry twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from feeds.publishing import ERRORS, FILES, NOW, SITE, ids, items, parsed, publish

Files = dict[str, str]
PATH = "content/incidents/errors.md"
KNOWN = publish()
API = ("components/api", "components/rest")
UPDATE = "tag:status.acme.example,2026:errors/20261120T141000Z"


def changed(old: str, new: str, path: str = PATH) -> Files:
    assert old in FILES[path]
    return FILES | {path: FILES[path].replace(old, new)}


def reordered() -> Files:
    head, *sections = ERRORS.split("## ")
    return FILES | {PATH: head + "".join(f"## {each.rstrip()}\n\n" for each in reversed(sections))}


def renamed() -> Files:
    files = {path: text for path, text in FILES.items() if path != PATH}
    return files | {
        "content/incidents/2026/other-name.md": ERRORS.replace("title:", "id: errors\ntitle:")
    }


EDITS = {
    "a title is changed": changed("Elevated error rates", "Errors, many"),
    "a text is changed": changed("Some requests fail.", "Many requests fail."),
    "the file is put into another order": reordered(),
    "a time is corrected": changed(
        "## Identified — 2026-11-20 14:32\n",
        "## Identified — 2026-11-20 14:29\n\n- id: 20261120T143200Z",
    ),
    "a file is renamed": renamed(),
    "a component gets another name": changed("name: Public API", "name: API", "content/site.yml"),
    "the language is changed": changed("format: 1", "format: 1\nlanguage: fr", "content/site.yml"),
    "the zone is changed": changed(
        "format: 1", "format: 1\ntimezone: Europe/Paris", "content/site.yml"
    )
    | changed("title:", "timezone: UTC\ntitle:"),
    "the kind is changed": changed("kind: outage", "kind: security"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_changes_no_id(edit: str) -> None:
    found = publish(EDITS[edit])
    for path, data in KNOWN.items():
        if edit != "a file is renamed" or path != "incidents/errors/feed.atom":
            assert ids(found[path]) == ids(data), path


def test_order_of_updates_in_the_file_does_not_matter() -> None:
    assert publish(reordered()) == KNOWN


@pytest.mark.parametrize("path", [path for path in KNOWN if path != "history.rss"])
def test_a_move_to_another_host_changes_no_id(path: str) -> None:
    moved = changed(
        "url: https://status.acme.example", "url: https://new.example/status", "content/site.yml"
    )
    assert ids(publish(moved)[path]) == ids(KNOWN[path])


def test_history_rss_ids_depend_on_the_host() -> None:
    moved = changed(
        "url: https://status.acme.example", "url: https://new.example/status", "content/site.yml"
    )
    assert ids(KNOWN["history.rss"]) == [
        "https://status.acme.example/incidents/errors",
        "https://status.acme.example/incidents/search",
    ]
    assert ids(publish(moved)["history.rss"]) == [
        "https://new.example/status/incidents/errors",
        "https://new.example/status/incidents/search",
    ]
    base = publish(base_url="https://preview.example")["history.rss"]
    assert ids(base) == ids(KNOWN["history.rss"])


def test_older_update_adds_one_entry() -> None:
    files = FILES | {PATH: ERRORS + "\n## Update — 2026-11-20 14:10\n\nWe look.\n"}
    for path, data in publish(files).items():
        more = [known for known in ids(data) if known not in ids(KNOWN[path])]
        assert [known for known in ids(data) if known not in more] == ids(KNOWN[path])
        is_in = path.startswith(("feed.atom", "feed.rss", "feed.json", "incidents/errors", *API))
        assert more == ([UPDATE] if is_in else []), path


def test_more_incidents_change_no_id() -> None:
    head = "---\ntitle: Other\ncomponents: {legacy: down}\n---\n\n"
    many = {
        f"content/incidents/other-{number}.md": f"{head}## Investigating — "
        f"2026-{1 + number % 10:02}-{1 + number // 10:02} 09:00\n\nHm.\n"
        for number in range(100)
    }
    found = publish(FILES | many)
    for path, data in KNOWN.items():
        kept = [known for known in ids(found[path]) if "other-" not in known]
        assert kept == ids(data), path
        if path.startswith(("components/api", "components/dashboard", "postmortems")):
            assert found[path] == data
    assert len(ids(found["feed.atom"])) == 50


@pytest.mark.parametrize(
    ("files", "entered"),
    [
        (changed("- components: api=down", "- impact: critical\n- components: api=degraded"), 2),
        (changed("kind: outage", "impact: major"), 3),
    ],
)
def test_a_raised_impact_changes_no_id(files: Files, entered: int) -> None:
    for path, data in publish(files).items():
        known = [each for each in ids(KNOWN[path]) if each in ids(data)]
        assert known == ids(KNOWN[path]), path
    assert len(ids(publish(files)["feed.major.atom"])) == entered


# A reader that polls


def poll(files: Files, later: timedelta) -> dict[str, bytes]:
    return publish(files, NOW + later)


def test_rebuild_adds_no_entry() -> None:
    assert poll(FILES, timedelta(days=3)) == KNOWN


def test_update_adds_one_entry_to_its_feeds_only() -> None:
    files = FILES | {PATH: ERRORS + "\n## Update — 2026-11-20 19:00\n\nStill fine.\n"}
    for path, data in poll(files, timedelta(hours=2)).items():
        new = [known for known in ids(data) if known not in ids(KNOWN[path])]
        if path.startswith("history"):
            assert ids(data) == ids(KNOWN[path])
        elif path.startswith(("postmortems", "components/legacy", "incidents/search")):
            assert data == KNOWN[path]
        else:
            assert new == ["tag:status.acme.example,2026:errors/20261120T190000Z"], path
            assert ids(data)[1:] == ids(KNOWN[path])
        if path.endswith(".json") and not path.startswith("history"):
            old = {item["id"]: item for item in items(KNOWN[path])}
            assert [item for item in items(data) if item["id"] in old] == list(old.values())


@pytest.mark.parametrize("path", ["history.atom", "history.rss"])
def test_history_entry_is_updated_in_place(path: str) -> None:
    files = FILES | {PATH: ERRORS + "\n## Update — 2026-11-20 19:00\n\nStill fine.\n"}
    before, after = parsed(KNOWN[path]), parsed(poll(files, timedelta(hours=2))[path])
    (old, other), (new, same) = before.entries, after.entries
    assert new.id == old.id
    assert same == other
    assert "Still fine." in new.summary if path.endswith("rss") else new.content[0].value
    date = "published_parsed" if path.endswith("rss") else "updated_parsed"
    assert new[date] > old[date]


def test_correction_is_a_change_not_a_new_entry() -> None:
    files = changed("Some requests fail.", "Many requests fail.") | {}
    silent = publish(files)["feed.atom"]
    marked = publish(
        FILES
        | {PATH: ERRORS.replace("- next: 15:00", "- next: 15:00\n- corrected: 2026-11-20 17:00")}
    )["feed.atom"]
    was, kept, moved = (parsed(each).entries[2] for each in (KNOWN["feed.atom"], silent, marked))
    assert was.id == kept.id == moved.id
    assert was.updated == kept.updated < moved.updated
    assert was.published == kept.published == moved.published


def test_all_ids_depend_on_the_site_id() -> None:
    assert "tag:status.acme.example,2026:errors/20261120T140500Z" in ids(KNOWN["feed.rss"])
    other = FILES | {"content/site.yml": SITE.replace("acme.example,2026", "acme.example,2027")}
    assert not set(ids(publish(other)["feed.rss"])) & set(ids(KNOWN["feed.rss"]))
