"""The phases together: what stops them, and what they return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from time import process_time

import pytest
from sample import FILES, INCIDENT, NOW, SITE

from statusgen import pipeline
from statusgen.markup.converter import Converter
from statusgen.model import StaticFile
from statusgen.pipeline import Inputs, Options
from statusgen.problems import Problem, Rejected, Span
from statusgen.project import PACKAGE, read
from statusgen.rendering.artifact import verbatim
from statusgen.source.text import File, Source

OPTIONS = Options(as_of=NOW)
SHIPPED = read(PACKAGE)
"""The default theme and the languages."""

TYPO = INCIDENT.replace("api:", "apx:")
SIDEWAYS = INCIDENT.replace("partial_outage", "sideways")
DRAFT = "---\ndraft: true\n"


def inputs(**changes: str) -> Inputs:
    """Return the sample project with files changed, by the last part of their names."""
    texts = {path: text for path, text in FILES.items() if not path.startswith("content/static/")}
    names = {path.rpartition("/")[2].partition(".")[0]: path for path in texts}
    for name, text in changes.items():
        texts[names.get(name, f"content/incidents/{name}.md")] = text
    files = tuple(File(path=path, data=text.encode()) for path, text in sorted(texts.items()))
    return replace(SHIPPED, files=files, problems=())


def codes(rejected: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [f"{each.severity} {each.code} {each.span.path}" for each in rejected.value.problems]


def test_a_correct_project_has_every_page_and_no_problems() -> None:
    planned = pipeline.plan(inputs(), OPTIONS)
    assert planned.problems == ()
    files = dict(pipeline.render(planned))
    assert list(files) == [artifact.path for artifact in planned.artifacts]
    assert {"index.html", "incidents/2026-11-20-api/index.html", "404.html"} <= files.keys()
    assert list(files)[-1] == "index.html"


def test_all_problems_are_reported_at_once() -> None:
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(inputs(site=SITE + "colour: red\n", one=SIDEWAYS, two="no front"), OPTIONS)
    assert codes(rejected) == [
        "error unknown-state content/incidents/one.md",
        "error no-front-matter content/incidents/two.md",
        "error unknown-key content/site.yml",
    ]


def test_problems_of_reading_are_reported_too() -> None:
    empty = read(PACKAGE)
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(empty, OPTIONS)
    assert codes(rejected) == ["error no-site content/site.yml"]


def test_an_unreadable_incident_can_still_be_referenced() -> None:
    known = inputs()
    path = "content/incidents/2026-11-03-search.md"
    files = tuple(file for file in known.files if file.path != path)
    unread = Problem(code="unreadable-file", message="No", span=Span(path=path, line=0))
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(replace(known, files=files, unread=(path,), problems=(unread,)), OPTIONS)
    assert [each for each in rejected.value.problems if each.is_error] == [unread]


def test_a_secret_stops_the_build_and_is_not_repeated() -> None:
    secret = "AKIA" + "ABCDEFGH234567AB"
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(inputs(one=f"{INCIDENT}\nThe key is {secret}.\n"), OPTIONS)
    assert codes(rejected) == ["error secret-in-text content/incidents/one.md"]
    assert secret not in rejected.value.problems[0].as_text()


@pytest.mark.parametrize("head", ["draft: true", "internal: true"])
def test_errors_in_unpublished_files_stop_only_check(head: str) -> None:
    known = inputs(one=TYPO.replace("---\n", f"---\n{head}\n", 1))
    planned = pipeline.plan(known, OPTIONS)
    assert [problem.severity for problem in planned.problems] == ["warning"]
    with pytest.raises(Rejected):
        pipeline.plan(known, replace(OPTIONS, checking=True))


def test_a_preview_shows_drafts_but_not_internal_files() -> None:
    preview = replace(OPTIONS, preview="pull request 7")
    with pytest.raises(Rejected):
        pipeline.plan(inputs(one=TYPO.replace("---\n", DRAFT, 1)), preview)
    pipeline.plan(inputs(one=TYPO.replace("---\n", "---\ninternal: true\n", 1)), preview)


def test_strict_stops_at_a_warning() -> None:
    known = inputs(one=INCIDENT.replace("---\n", DRAFT, 1).replace("api:", "apx:"))
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(known, replace(OPTIONS, strict=True))
    assert codes(rejected) == ["warning unknown-component content/incidents/one.md"]


def test_two_files_cannot_have_the_same_path() -> None:
    one = INCIDENT.replace("---\n", "---\naliases: [Old/Place]\n", 1)
    two = INCIDENT.replace("---\n", "---\naliases: [old/place]\n", 1)
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(inputs(one=one, two=two), OPTIONS)
    assert all("content/incidents/" in each for each in codes(rejected))


def test_a_file_cannot_have_the_path_of_a_folder() -> None:
    static = tuple(StaticFile(path=f"static/{name}", data=b"") for name in ("A", "a/b"))
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(replace(inputs(), static=static), OPTIONS)
    assert codes(rejected) == ["error path-collision content/static/a/b"]


def test_the_path_of_the_record_is_reserved() -> None:
    static = (StaticFile(path=".statusgen.json", data=b""),)
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(replace(inputs(), static=static), OPTIONS)
    assert codes(rejected) == ["error path-collision content/static/.statusgen.json"]


def test_an_unknown_theme_is_an_error() -> None:
    themes = (("ours", ()),)
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(replace(inputs(site=SITE + "theme: our\n"), themes=themes), OPTIONS)
    (problem,) = rejected.value.problems
    assert (problem.code, problem.span.line) == ("unknown-theme", 10)
    assert problem.hint == "Did you mean `ours`?"


def test_all_template_errors_are_reported_at_once() -> None:
    themes = (
        (
            "ours",
            (
                ("templates/incident.html", b"{{ nothing.here }}{# spare.html #}"),
                ("templates/spare.html", b"line\n{% if %}"),
            ),
        ),
    )
    planned = pipeline.plan(replace(inputs(site=SITE + "theme: ours\n"), themes=themes), OPTIONS)
    with pytest.raises(Rejected) as rejected:
        pipeline.render(planned)
    assert [(each.code, each.span.path, each.span.line) for each in rejected.value.problems] == [
        ("template-error", "themes/ours/templates/incident.html", 1),
        ("template-error", "themes/ours/templates/spare.html", 2),
    ]


def test_rendering_reports_progress() -> None:
    planned = pipeline.plan(inputs(), OPTIONS)
    told: list[tuple[int, int]] = []
    pipeline.render(planned, lambda done, total: told.append((done, total)))
    total = len(planned.artifacts)
    assert told == [(number, total) for number in range(1, total + 1)]


def test_the_time_comes_from_the_options() -> None:
    later = replace(OPTIONS, as_of=datetime(2026, 11, 20, 14, 41, tzinfo=UTC))
    one, same, other = (
        dict(pipeline.render(pipeline.plan(inputs(), options)))
        for options in (OPTIONS, OPTIONS, later)
    )
    assert one == same
    assert one.keys() == other.keys()


def test_the_handbook_and_the_site_are_separate() -> None:
    known = inputs()
    public = {artifact.render.__module__ for artifact in pipeline.plan(known, OPTIONS).artifacts}
    internal = {
        artifact.render.__module__ for artifact in pipeline.plan_handbook(known, OPTIONS).artifacts
    }
    shared = verbatim.__module__
    assert all(name.startswith("statusgen.outputs.") for name in public - {shared})
    assert internal - {shared} == {"statusgen.handbook"}


def test_the_handbook_shows_the_time_of_the_options() -> None:
    later = replace(OPTIONS, as_of=datetime(2027, 1, 2, 12, tzinfo=UTC))
    files = dict(pipeline.render(pipeline.plan_handbook(inputs(), later)))
    assert b"Created on 2 Jan 2027" in files["index.html"]


def test_errors_in_scenarios_stop_only_the_handbook() -> None:
    broken = File(path="content/scenarios/x.md", data=b"---\ntitle: x\n---\n")
    known = replace(inputs(), files=(*inputs().files, broken))
    assert [each.code for each in pipeline.plan(known, OPTIONS).problems] == ["no-phase"]
    with pytest.raises(Rejected) as rejected:
        pipeline.plan_handbook(known, OPTIONS)
    assert codes(rejected) == ["error no-phase content/scenarios/x.md"]


def test_an_error_in_a_published_incident_stops_the_handbook() -> None:
    with pytest.raises(Rejected) as rejected:
        pipeline.plan_handbook(inputs(one=TYPO), OPTIONS)
    assert codes(rejected) == ["error unknown-component content/incidents/one.md"]
    pipeline.plan_handbook(inputs(one=TYPO.replace("---\n", DRAFT, 1)), OPTIONS)


# --- size ---


def titled(length: int) -> Inputs:
    return inputs(one=INCIDENT.replace("title: ", f"title: {'word ' * (length * 200)}", 1))


def in_columns(number: int) -> Inputs:
    return inputs(one=f"{INCIDENT}\n|{'a|' * number}\n|{'-|' * number}\n|{'b|' * number}\n")


def with_addresses(number: int) -> Inputs:
    people = " ".join(f"jane.doe@other{each}.org" for each in range(number * 10))
    return inputs(one=f"{INCIDENT}\n{people} <!-- hidden -->\n{people}\n")


def naming_components(number: int) -> Inputs:
    ids = [f"c{each}" for each in range(number)]
    known = "".join(f"  - {{id: {each}, name: {each}}}\n" for each in ids)
    harmed = "components: {" + ", ".join(f"{each}: down" for each in ids) + "}\n"
    one = (
        "---\ntitle: All is slow\n" + harmed + "---\n\n## Investigating — 2026-11-20 14:00\n\nA.\n"
    )
    return inputs(one=one, site=SITE.replace("components:\n", f"components:\n{known}", 1))


@pytest.mark.parametrize(
    ("make", "size"),
    [(titled, 125), (in_columns, 400), (with_addresses, 100), (naming_components, 100)],
)
def test_time_grows_in_proportion(make: Callable[[int], Inputs], size: int) -> None:
    """Pages and feeds of many components are long, so rendering those is not measured."""

    def cost(known: Inputs) -> float:
        begin = process_time()
        planned = pipeline.plan(known, OPTIONS)
        if make is not naming_components:
            pipeline.render(planned)
        return process_time() - begin

    assert any(cost(make(4 * size)) < 8 * cost(make(size)) for _ in range(3))


# --- our own bugs ---

ONE = "content/incidents/one.md"
MARKED = INCIDENT.replace("title: ", "title: Marked ")


@pytest.fixture(
    params=[
        "statusgen.reading.incident.read_entry",
        "statusgen.advice.advise.find_leaks",
        "statusgen.outputs.feeds.entries.facts_of",
    ]
)
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Break a function of ours for incidents whose title begins with "Marked"."""
    module, _, name = request.param.rpartition(".")
    whole = getattr(import_module(module), name)

    def fail(*values: object, **named: object) -> object:
        text = "".join(map(repr, values)) + "".join(
            value.text for value in values if isinstance(value, Source)
        )
        if "Marked" in text:
            return 1 // 0
        return whole(*values, **named)

    monkeypatch.setattr(request.param, fail)


@pytest.mark.usefixtures("broken")
def test_a_bug_of_ours_names_the_file_and_the_way_on() -> None:
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(inputs(one=MARKED), OPTIONS)
    assert codes(rejected) == [f"error internal-error {ONE}"]
    (problem,) = rejected.value.problems
    assert problem.message == (
        "This triggered a bug in statusgen: ZeroDivisionError: integer division or modulo by zero"
    )
    assert "report the bug" in problem.hint
    assert "To go on without the file, add `draft: true` to it." in problem.hint


@pytest.mark.usefixtures("broken")
def test_a_draft_with_a_bug_of_ours_does_not_stop_the_build() -> None:
    known = inputs(one=MARKED.replace("---\n", DRAFT, 1))
    planned = pipeline.plan(known, OPTIONS)
    assert [(each.code, each.span.path) for each in planned.problems] in (
        [("internal-error", ONE)],
        [],  # what is only planned for a published incident
    )
    assert "incidents/2026-11-20-api/index.html" in dict(pipeline.render(planned))


@pytest.mark.usefixtures("broken")
def test_a_draft_with_a_bug_of_ours_does_not_stop_the_handbook() -> None:
    known = inputs(one=MARKED.replace("---\n", DRAFT, 1))
    assert pipeline.plan_handbook(known, OPTIONS).problems == ()


def test_a_bug_of_ours_in_a_page_names_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Converter, "to_html", lambda *_, **__: 1 // 0)
    with pytest.raises(Rejected) as rejected:
        pipeline.render(pipeline.plan(inputs(), OPTIONS))
    found = {each.span.path for each in rejected.value.problems if each.code == "internal-error"}
    assert "content/incidents/2026-11-20-api.md" in found


def test_a_bug_of_ours_without_a_file_keeps_its_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipeline, "status_of", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        pipeline.plan(inputs(), OPTIONS)
