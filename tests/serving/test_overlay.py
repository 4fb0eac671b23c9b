from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from assembly import NOW, incident, postmortem
from serving.conftest import write

from statusgen.problems import Problem, Span
from statusgen.serving.overlay import VS_CODE, EditorLink, message, stand_in, with_script
from statusgen.serving.preview import Preview

EDITOR = EditorLink(folder=Path("/home/ana/a status"))
PROBLEM = Problem(
    code="unknown-key",
    message="`kin` is not a known key",
    span=Span(path="content/site.yml", line=3, column=1, length=3, text="kin: <x>"),
    hint="Did you mean `kind`?",
)


def told(path: str, project: Path) -> list[tuple[str, str]]:
    """Return where a page's texts stand, on it and in the files."""
    preview = Preview(project, "http://127.0.0.1:8000")
    preview.rebuild(NOW)
    built = preview.state.built
    assert built
    texts = json.loads(message("1", (), built.artifacts[path], EDITOR))["texts"]
    return [(text["at"], text["place"]) for text in texts]


def test_a_place_is_an_address_of_the_editor() -> None:
    assert EDITOR.template == VS_CODE
    assert EDITOR.url("content/a.md", 3, 2) == "vscode://file/home/ana/a%20status/content/a.md:3:2"
    other = EditorLink(folder=EDITOR.folder, template="idea://open?file={path}&line={line}")
    assert other.url("x.md", 0) == "idea://open?file=/home/ana/a%20status/x.md&line=1"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<head><script>1</script></head>", "<head>|<script>1</script></head>"),
        ("<head></head>", "<head>|</head>"),
        ("no page", "|no page"),
    ],
)
def test_the_script_stands_before_any_other(page: str, expected: str) -> None:
    before, after = expected.split("|")
    script = '<script src="/.statusgen/overlay.js" data-edition="7"></script>\n'
    assert with_script(page.encode(), "7", None).decode() == before + script + after


def test_the_script_is_told_the_instant_that_is_looked_at() -> None:
    page = with_script(b"", "7", datetime(2026, 11, 20, 14, tzinfo=UTC)).decode()
    assert ' data-now="2026-11-20T14:00:00+00:00"' in page


def test_a_problem_is_told_as_a_report_says_it() -> None:
    (problem,) = json.loads(message("7", [PROBLEM], None, EDITOR))["problems"]
    assert problem == {
        "severity": "error",
        "code": "unknown-key",
        "message": "`kin` is not a known key",
        "hint": "Did you mean `kind`?",
        "place": "content/site.yml:3:1",
        "excerpt": "   |\n 3 | kin: <x>\n   | ^^^",
        "url": "vscode://file/home/ana/a%20status/content/site.yml:3:1",
    }


def test_the_page_that_stands_in_says_it_without_script_too() -> None:
    assert "3 | kin: &lt;x&gt;" in stand_in([PROBLEM]).decode()


def test_an_incident_has_places_on_its_own_page_and_on_the_index(project: Path) -> None:
    write(
        project,
        "content/incidents/a.md",
        incident(body="We look.").replace("\n## ", "\nSummary.\n\n## ", 1),
    )
    path = "content/incidents/a.md"
    assert told("incidents/a/index.html", project) == [
        ("main h1", f"{path}:1"),
        (".story > .body", f"{path}:5"),
        ('[id="20261120T130500Z"] > h3', f"{path}:9"),
    ]
    assert told("index.html", project) == [
        ('[id="incident-a"] h2', f"{path}:1"),
        ('[id="incident-a"] > .body', f"{path}:5"),
        ('[id="a-20261120T130500Z"] > h3', f"{path}:9"),
    ]


def test_a_postmortem_has_a_place_too(project: Path) -> None:
    write(project, "content/postmortems/why.md", postmortem("incident: a\n"))
    path = "content/postmortems/why.md"
    assert told("postmortems/why/index.html", project) == [
        ("main h1", f"{path}:1"),
        ("article.body", f"{path}:7"),
    ]
    assert told("postmortems/index.html", project) == []


def test_what_has_no_words_of_an_author_has_no_place(project: Path) -> None:
    assert told("history/index.html", project) == []
    assert told("feed.atom", project) == []
