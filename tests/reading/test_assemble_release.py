from __future__ import annotations

from datetime import UTC, datetime, timedelta

import corpus
import pytest
from assembly import NOW, SITE, assembled, codes, incident, postmortem

from statusgen.model import Site
from statusgen.problems import Problems
from statusgen.reading.assemble import assemble, outline
from statusgen.reading.content import read_content
from statusgen.source.text import File, Texts

AT = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)
X = "incidents/x.md"
P = "postmortems/p.md"
LATER = incident("", "We look.\n\n## Resolved — 2026-11-20 16:00\n")
OF_X = "incident: x\n"
NEVER = "2027-01-01 09:00"


def texts(files: dict[str, str]) -> Texts:
    made = (File(path=path, data=text.encode()) for path, text in sorted(files.items()))
    return Texts(files=tuple(made))


def outlined(files: dict[str, str]) -> tuple[Site | None, list[str]]:
    problems = Problems()
    site = outline(read_content(texts(files), problems), problems, as_of=NOW)
    return site, [problem.code for problem in problems]


def test_the_outline_has_the_same_incidents_as_the_site() -> None:
    files = dict(corpus.files(incidents=50))
    files["content/postmortems/p.md"] = postmortem("incident: 2026-11-20-00000\n")
    content = read_content(texts(files), Problems())
    whole = assemble(content, (), Problems(), as_of=corpus.NOW)
    rough = outline(content, Problems(), as_of=corpus.NOW)
    assert whole
    assert rough
    assert rough.incidents == whole.incidents
    assert rough.components == whole.components
    assert [each.slug for each in rough.postmortems] == [each.slug for each in whole.postmortems]


def test_the_outline_includes_drafts_and_ignores_links() -> None:
    site, found = outlined(
        {
            "content/site.yml": SITE,
            "content/incidents/draft.md": incident("draft: true\n"),
            "content/incidents/drill.md": incident("internal: true\n", "[a](nowhere.md)"),
            "content/incidents/later.md": incident().replace("2026", "2027"),
            "content/incidents/unknown.md": incident("components: {apo: down}\n"),
            "content/postmortems/draft.md": postmortem("incident: draft\ndraft: true\n"),
        }
    )
    assert site
    assert [each.slug for each in site.incidents] == ["draft", "drill", "unknown"]
    assert site.postmortems == ()
    assert found == ["not-yet-published", "unknown-component"]


def test_there_is_no_outline_without_a_site_yml() -> None:
    assert outlined({"content/incidents/a.md": incident()}) == (None, [])


@pytest.mark.parametrize(
    ("now", "updates"),
    [
        (AT - timedelta(minutes=10, seconds=1), 0),
        (AT - timedelta(minutes=10), 1),
        (datetime(2026, 11, 20, 14, 49, 59, tzinfo=UTC), 1),
        (datetime(2026, 11, 20, 14, 50, tzinfo=UTC), 2),
    ],
)
def test_updates_wait_for_their_time(now: datetime, updates: int) -> None:
    site, problems = assembled({X: LATER}, now=now)
    assert site
    assert sum(len(each.updates) for each in site.incidents) == updates
    assert [problem.code for problem in problems] == ["not-yet-published"] * (updates < 2)
    assert not problems.errors


def test_the_warning_says_when() -> None:
    _, (problem,) = assembled({X: LATER}, now=AT)
    assert (
        problem.message
        == "The update is dated 2026-11-20 16:00 Europe/Paris, which is in the future"
    )
    assert (problem.span.line, problem.hint[:23]) == (9, "It will appear then. If")
    _, (problem,) = assembled({X: LATER}, now=AT - timedelta(days=1))
    assert problem.message.startswith("The incident is dated 2026-11-20 14:05 Europe/Paris")


def test_a_correction_waits_for_its_time() -> None:
    text = incident("", "- corrected: 2026-11-20 18:00\n\nText.")
    at = datetime(2026, 11, 20, 17, tzinfo=UTC)
    for now, shown in ((AT, None), (at - timedelta(minutes=10), at), (at, at)):
        site, problems = assembled({X: text}, now=now)
        assert site
        assert site.incidents[0].updates[0].corrected == shown
        assert [problem.span.line for problem in problems] == [] if shown else [7]


def test_a_postmortem_waits_for_its_time_and_for_its_incident() -> None:
    late = incident().replace("2026-11-20 14:05", NEVER)
    early = postmortem(OF_X).replace("2026-11-24 09:00", NEVER)
    for files in ({X: incident(), P: early}, {X: late, P: postmortem(OF_X)}):
        site, problems = assembled(files)
        assert site
        assert not site.postmortems
        assert {problem.code for problem in problems} == {"not-yet-published"}


@pytest.mark.parametrize("name", ["x", "OLD"])
def test_a_postmortem_names_an_incident_by_slug_or_id(name: str) -> None:
    files = {
        X: incident("id: OLD\n"),
        P: postmortem(f"incident: [{name}, y]\n"),
        "incidents/y.md": incident(),
    }
    site, problems = assembled(files)
    assert not list(problems)
    assert site
    assert site.postmortems[0].incidents == ("x", "y")


def test_postmortems_are_sorted_newest_first_and_drafts_last() -> None:
    files = {
        "postmortems/a.md": postmortem("draft: true\n").replace(
            "published: 2026-11-24 09:00\n", ""
        ),
        "postmortems/b.md": postmortem(OF_X),
        "postmortems/c.md": postmortem("incident: y\n").replace("24 09:00", "25 09:00"),
        X: incident(),
        "incidents/y.md": incident(),
    }
    site, _ = assembled(files, preview="PR 7")
    assert site
    assert [each.slug for each in site.postmortems] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({P: postmortem("incident: xx\n"), X: incident()}, "unknown-incident"),
        ({P: postmortem(OF_X), X: incident("draft: true\n")}, "postmortem-of-unpublished"),
        ({P: postmortem(OF_X), X: incident("internal: true\n")}, "postmortem-of-unpublished"),
        (
            {P: postmortem(OF_X), "postmortems/o.md": postmortem(OF_X), X: incident()},
            "second-postmortem",
        ),
    ],
)
def test_what_is_wrong(files: dict[str, str], code: str) -> None:
    assert [each.split(":")[-1] for each in codes(files)] == [code]


@pytest.mark.parametrize("keys", ["draft: true\n", "internal: true\n"])
def test_an_unpublished_postmortem_may_name_an_unpublished_incident(keys: str) -> None:
    assert codes({P: postmortem(OF_X + keys), X: incident("internal: true\n")}) == []


def test_a_preview_shows_drafts_and_nothing_internal() -> None:
    files = {
        X: incident("internal: true\n"),
        "incidents/y.md": incident("draft: true\n"),
        P: postmortem("draft: true\nincident: [x, y]\n"),
    }
    site, problems = assembled(files, preview="PR 7")
    assert not list(problems)
    assert site
    assert [each.slug for each in site.incidents] == ["y"]
    assert [each.incidents for each in site.postmortems] == [("y",)]


def test_a_draft_is_not_a_second_postmortem() -> None:
    files = {
        X: incident(),
        P: postmortem(OF_X),
        "postmortems/o.md": postmortem(f"{OF_X}draft: true\n"),
    }
    assert codes(files) == []


def test_a_postmortem_of_a_broken_incident_is_not_reported() -> None:
    assert codes({X: "Text", P: postmortem(OF_X)}) == [f"{X}:1:no-front-matter"]
