from __future__ import annotations

import errno
import gc
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from assembly import NOW, SITE, incident
from serving.conftest import THEME, write
from watchdog.observers import Observer

from statusgen import pipeline
from statusgen.markup.converter import Converter
from statusgen.problems import Rejected
from statusgen.serving.preview import Preview, Watch

URL = "http://127.0.0.1:8000"
DEMONSTRATION = Path(__file__).parents[2] / "content"
PAGE = "incidents/a/index.html"
SOON = 20.0
"""Seconds to wait on the slowest machine."""
NEVER = 0.3
"""Seconds to wait for an event that must not happen."""


@pytest.fixture
def preview(project: Path) -> Preview:
    preview = Preview(project, URL)
    assert preview.rebuild(NOW)
    return preview


def shown(preview: Preview, path: str = PAGE) -> str:
    built = preview.state.built
    assert built
    return preview.produce(built, path).decode()


def test_the_preview_has_the_name_of_the_folder(preview: Preview) -> None:
    assert "Preview: acme. Not published." in shown(preview)
    assert f"{URL}/incidents/a/" in shown(preview, "feed.atom")
    assert not preview.state.problems


def test_a_changed_file_makes_a_new_edition(preview: Preview, project: Path) -> None:
    before = preview.state
    write(project, "content/incidents/a.md", incident(body="We found it."))
    assert preview.rebuild(NOW)
    assert "We found it." in shown(preview)
    assert preview.state.edition != before.edition


def test_a_mistake_of_ours_is_shown_and_does_not_end_the_preview(
    preview: Preview, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = preview.state
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "status_of", lambda *_: 1 // 0)
        write(project, "content/incidents/a.md", incident(body="We found it."))
        assert preview.rebuild(NOW)
    (problem,) = preview.state.problems
    assert (problem.code, problem.span.path) == ("internal-error", "content/site.yml")
    assert preview.state.built is before.built
    assert preview.rebuild(NOW + timedelta(minutes=1))
    assert "We found it." in shown(preview)


def test_a_page_that_we_cannot_make_names_its_file(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Converter, "to_html", lambda *_, **__: 1 // 0)
    with pytest.raises(Rejected) as rejected:
        shown(preview)
    (problem,) = rejected.value.problems
    assert (problem.code, problem.span.path) == ("internal-error", "content/incidents/a.md")


def test_unchanged_content_makes_no_new_state(preview: Preview, project: Path) -> None:
    before = preview.state
    write(project, "content/incidents/a.md", incident())
    write(project, "content/incidents/.a.md.swp", "")
    assert not preview.rebuild(NOW)
    assert preview.state is before


def test_the_time_makes_no_new_edition(preview: Preview) -> None:
    before = preview.state
    assert not preview.rebuild(NOW + timedelta(minutes=1))
    assert preview.state.edition == before.edition
    assert preview.state.built is not before.built


def test_the_last_good_build_is_kept_during_errors(preview: Preview, project: Path) -> None:
    before = preview.state
    write(project, "content/incidents/a.md", incident("kin: outage\n"))
    assert preview.rebuild(NOW)
    assert [problem.code for problem in preview.state.problems] == ["unknown-key"]
    assert preview.state.built is before.built
    assert preview.state.edition == before.edition
    write(project, "content/incidents/a.md", incident())
    assert preview.rebuild(NOW)
    assert not preview.state.problems


def test_errors_in_unpublished_files_are_warnings(preview: Preview, project: Path) -> None:
    write(project, "content/incidents/b.md", incident("internal: true\nkin: outage\n"))
    assert preview.rebuild(NOW)
    assert [str(problem.severity) for problem in preview.state.problems] == ["warning"]


@pytest.mark.parametrize("mistake", ["{% if %}", "{{ nobody_knows }}"])
def test_a_template_with_a_mistake_is_not_shown(
    preview: Preview, project: Path, mistake: str
) -> None:
    write(project, "content/site.yml", f"{SITE}theme: own\n")
    write(project, THEME, '{% extends "default/index.html" %}')
    preview.rebuild(NOW)
    before = preview.state
    assert not before.problems
    block = "{% block hero %}" + mistake + "{% endblock %}"
    write(project, THEME, '{% extends "default/index.html" %}' + block)
    assert preview.rebuild(NOW)
    assert [problem.span.path for problem in preview.state.problems] == [THEME]
    assert preview.state.built is before.built


def test_a_page_that_fails_does_not_affect_others(preview: Preview, project: Path) -> None:
    write(project, "content/site.yml", f"{SITE}theme: own\n")
    only_one = "{% if thread.slug == 'b' %}{{ nobody_knows }}{% endif %}"
    template = THEME.replace("index", "incident")
    text = '{% extends "default/incident.html" %}{% block hero %}' + only_one + "{% endblock %}"
    write(project, template, text)
    preview.rebuild(NOW)
    write(project, "content/incidents/b.md", incident("draft: true\n"))
    preview.rebuild(NOW)
    assert not preview.state.problems
    with pytest.raises(Rejected):
        shown(preview, "incidents/b/index.html")
    assert shown(preview)


def test_waiting_ends_with_the_next_state_or_when_closed(preview: Preview, project: Path) -> None:
    known = preview.state
    assert preview.wait(known, timeout=0.01) is known
    thread = threading.Thread(
        target=lambda: told.append(preview.wait(known, timeout=10 * SOON)), daemon=True
    )
    told: list[object] = []
    thread.start()
    write(project, "content/incidents/a.md", incident(body="News."))
    preview.rebuild(NOW)
    thread.join(SOON)
    assert told == [preview.state]
    preview.close()
    assert preview.wait(preview.state, timeout=10) is None


def test_an_unchanged_theme_keeps_its_kit(preview: Preview, project: Path) -> None:
    before = preview.state.built
    write(project, "content/incidents/a.md", incident(body="News."))
    preview.rebuild(NOW)
    after = preview.state.built
    assert before
    assert after
    assert after.kit.templates is before.kit.templates


def test_old_plans_are_freed(tmp_path: Path) -> None:
    shutil.copytree(DEMONSTRATION, tmp_path / "content")
    preview = Preview(tmp_path, URL)
    frozen = []
    for minutes in range(8):
        preview.rebuild(NOW + timedelta(minutes=minutes))
        frozen.append(gc.get_freeze_count())
    assert frozen[-1] - frozen[3] < 100  # each plan has hundreds of reference cycles


@pytest.fixture
def watch(project: Path) -> Iterator[Watch]:
    with Watch(project) as watch:
        yield watch


@pytest.mark.parametrize(
    "name", ["content/site.yml", "content/incidents/2026/x.md", "themes/own/templates/page.html"]
)
def test_a_saved_file_is_a_change(watch: Watch, project: Path, name: str) -> None:
    write(project, name, "x")
    assert watch.wait(SOON)


def test_replacing_renaming_and_deleting_are_changes(watch: Watch, project: Path) -> None:
    page = project / "content/incidents/x.md"
    write(project, "content/incidents/.x.md.new", "x")
    assert watch.wait(SOON)
    (project / "content/incidents/.x.md.new").replace(page)  # how careful editors save
    assert watch.wait(SOON)
    page.rename(page.with_name("y.md"))
    assert watch.wait(SOON)
    page.with_name("y.md").unlink()
    assert watch.wait(SOON)


def test_a_burst_of_saves_is_one_change(watch: Watch, project: Path) -> None:
    for number in range(200):
        write(project, f"content/incidents/{number}.md", "x")
    assert watch.wait(SOON)
    assert not watch.wait(NEVER)


def test_reading_and_other_folders_are_no_change(watch: Watch, project: Path) -> None:
    for name in ("output/index.html", ".git/index", "notes.txt"):
        write(project, name, "x")
    (project / "content/site.yml").read_bytes()
    assert not watch.wait(NEVER)
    (project / "content/site.yml").touch()
    assert watch.wait(SOON)


def test_a_folder_can_be_deleted_and_created_again(watch: Watch, project: Path) -> None:
    shutil.rmtree(project / "content")
    assert watch.wait(SOON)
    while watch.wait(NEVER):
        pass
    write(project, "content/incidents/x.md", "x")
    assert watch.wait(SOON)
    while watch.wait(NEVER):
        pass
    write(project, "content/incidents/y.md", "x")
    assert watch.wait(SOON)


def test_without_system_watches_files_are_scanned(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    system = Observer()
    monkeypatch.setattr(system, "schedule", refuse)
    monkeypatch.setattr("statusgen.serving.preview.Observer", lambda: system)
    with Watch(project) as watch:
        assert watch.is_running
        write(project, "content/site.yml", "x")
        assert watch.wait(SOON)


def test_waiting_ends_when_watching_ends(project: Path) -> None:
    told: list[bool] = []
    with Watch(project) as watch:
        thread = threading.Thread(target=lambda: told.append(watch.wait(SOON)))
        thread.start()
    thread.join(SOON)
    assert told == [True]
    assert not watch.is_running
