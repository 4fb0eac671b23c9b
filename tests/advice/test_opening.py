from __future__ import annotations

from datetime import UTC, datetime

import corpus
import sample

from statusgen.advice.opening import Opening, find_settled, read_opening
from statusgen.problems import Problems
from statusgen.reading.assemble import assemble
from statusgen.reading.content import read_content, without
from statusgen.source.text import File, Texts
from statusgen.status import status_of

NOW = datetime(2026, 11, 20, 14, 40, tzinfo=UTC)


def texts(files: dict[str, str]) -> Texts:
    data = {path: text.encode() for path, text in files.items() if path.endswith((".md", ".yml"))}
    return Texts(files=tuple(File(path=path, data=each) for path, each in sorted(data.items())))


def opening(**changed: str) -> Opening:
    """Read the sample project with other incidents beside its own."""
    files = {f"content/incidents/{name}.md": text for name, text in changed.items()}
    return read_opening(texts(sample.FILES | files), NOW)


def open_in(found: Opening) -> list[str]:
    return [each.entry.name for each in found.open]


def test_open_incidents_have_their_timeline() -> None:
    found = opening()
    (current,) = found.open
    assert current.entry.name == "2026-11-20-api"
    assert current.timeline.promise
    assert not current.timeline.promise.overdue
    assert len(found.incidents) == 2
    assert not found.problems


def test_drafts_and_internal_incidents_are_open_and_future_ones_are_not() -> None:
    found = opening(
        draft=sample.INCIDENT.replace("components", "draft: true\ncomponents"),
        drill=sample.INCIDENT.replace("components", "internal: true\ncomponents"),
        later=sample.INCIDENT.replace("11-20", "11-21"),
    )
    assert open_in(found) == ["2026-11-20-api", "draft", "drill"]
    assert [each.entry.internal for each in found.open] == [False, False, True]


def test_future_incidents_and_updates_are_listed_separately() -> None:
    resolved = "\n## {state} — 2026-11-{day}\n\nIt is over.\n"
    found = opening(
        later=sample.INCIDENT.replace("11-20", "11-21")
        + resolved.format(state="Resolved", day="22 10:00"),
        more=sample.INCIDENT
        + resolved.format(state="Update", day="20 14:50")  # clocks differ by as much
        + resolved.format(state="Update", day="20 14:51")
        + resolved.format(state="Resolved", day="22 10:00"),
    )
    assert [(each.entry.name, each.begins, f"{each.at:%d %H:%M}") for each in found.ahead] == [
        ("later", True, "21 14:05"),
        ("more", False, "20 14:51"),
        ("more", False, "22 10:00"),
    ]
    assert read_opening(Texts(files=()), NOW).ahead == ()


def test_a_mistake_in_one_file_hides_no_other() -> None:
    found = opening(
        broken=sample.INCIDENT.replace("---\n", "", 1),
        unknown=sample.INCIDENT.replace("api", "apo"),
        linked=sample.INCIDENT + "See [this](../incidents/nowhere.md).\n",
    )
    assert open_in(found) == ["2026-11-20-api", "linked", "unknown"]
    assert [each.code for each in found.problems] == ["no-front-matter", "unknown-component"]


def test_overdue_tasks_are_listed_unless_turned_off() -> None:
    late = sample.INCIDENT.replace("15:00", "14:20")
    assert late != sample.INCIDENT
    found = opening(
        a=late,
        b=late.replace("components", "allow: [overdue-promise]\ncomponents"),
        c=late.replace("components", "draft: true\ncomponents"),
        d=sample.INCIDENT.replace("errors", "outage"),
    )
    assert [(each.span.path, each.code) for each in found.overdue] == [
        ("content/incidents/a.md", "overdue-promise")
    ]
    assert read_opening(Texts(files=()), NOW).overdue == ()


def test_incidents_are_read_beside_a_broken_site_yml() -> None:
    alone = {path: text for path, text in sample.FILES.items() if "site" not in path}
    assert read_opening(texts(alone), NOW).site is None
    broken = alone | {"content/site.yml": "format: 1\ntimezone: UTC\n"}
    found = read_opening(texts(broken), NOW)
    assert open_in(found) == ["2026-11-20-api"]
    assert {each.span.path for each in found.problems} == {"content/site.yml"}


def test_a_postmortem_counts_once_it_is_published() -> None:
    first = opening().site
    assert first
    assert [each.slug for each in first.postmortems] == ["search"]
    draft = sample.POSTMORTEM.replace("published: 2026-11-10 09:00", "draft: true")
    files = sample.FILES | {"content/postmortems/search.md": draft}
    second = read_opening(texts(files), NOW).site
    assert second
    assert not second.postmortems


def test_the_open_incidents_are_those_of_the_whole_site() -> None:
    made = texts(dict(corpus.files(incidents=400, unresolved=5)))
    site = assemble(read_content(made, Problems()), (), Problems(), as_of=NOW)
    assert site
    left = [path for path, *_ in find_settled(made, NOW)]
    assert len(left) > 300
    found = read_opening(without(made, left), NOW)
    timelines = sorted(status_of(site).open, key=lambda each: each.incident.slug)
    assert [each.timeline for each in found.open] == timelines
