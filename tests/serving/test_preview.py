from __future__ import annotations

import gc
import shutil
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from assembly import NOW, SITE, incident
from serving.conftest import THEME, write

from statusgen import pipeline
from statusgen.serving.preview import Preview, PreviewState

URL = "http://127.0.0.1:8000"
DEMONSTRATION = Path(__file__).parents[2] / "content"
PAGE = "incidents/a/index.html"
SOON = 20.0
"""Seconds in which something happens on the slowest machine."""


@pytest.fixture
def preview(project: Path) -> Preview:
    preview = Preview(project, URL)
    assert preview.rebuild(NOW)
    return preview


def shown(preview: Preview, path: str = PAGE) -> str:
    built = preview.state.built
    assert built
    return (preview.produce(built, path) or b"").decode()


def test_the_site_is_built_in_memory_under_the_name_of_its_folder(preview: Preview) -> None:
    assert "Preview: acme. Not published." in shown(preview)
    assert f"{URL}/incidents/a/" in shown(preview, "feed.atom")
    assert not preview.state.problems


def test_a_changed_file_makes_a_new_edition(preview: Preview, project: Path) -> None:
    before = preview.state
    write(project, "content/incidents/a.md", incident(body="We found it."))
    assert preview.rebuild(NOW)
    assert "We found it." in shown(preview)
    assert preview.state.edition == before.edition + 1


def test_files_that_say_the_same_make_nothing_new(preview: Preview, project: Path) -> None:
    before = preview.state
    write(project, "content/incidents/a.md", incident())
    write(project, "content/incidents/.a.md.swp", "")
    assert not preview.rebuild(NOW)
    assert preview.state is before


def test_the_clock_makes_no_new_edition(preview: Preview) -> None:
    before = preview.state
    assert not preview.rebuild(NOW + timedelta(minutes=1))
    assert preview.state.edition == before.edition
    assert preview.state.built is not before.built


def test_the_last_good_build_is_kept_while_there_are_mistakes(
    preview: Preview, project: Path
) -> None:
    before = preview.state
    write(project, "content/incidents/a.md", incident("kin: outage\n"))
    assert preview.rebuild(NOW)
    assert [problem.code for problem in preview.state.problems] == ["unknown-key"]
    assert preview.state.built is before.built
    assert preview.state.edition == before.edition
    write(project, "content/incidents/a.md", incident())
    assert preview.rebuild(NOW)
    assert not preview.state.problems


def test_mistakes_of_what_is_not_published_are_warnings(preview: Preview, project: Path) -> None:
    write(project, "content/incidents/b.md", incident("internal: true\nkin: outage\n"))
    assert preview.rebuild(NOW)
    assert [str(problem.severity) for problem in preview.state.problems] == ["warning"]
    assert preview.state.edition == 2


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


def test_no_page_is_tried_while_a_template_cannot_be_read(preview: Preview, project: Path) -> None:
    write(project, "content/site.yml", f"{SITE}theme: own\n")
    block = "{% block hero %}{{ nobody_knows }}{% endblock %}"
    write(project, THEME, '{% extends "default/index.html" %}' + block)
    other = THEME.replace("index", "incident")
    write(project, other, "{% if %}")
    assert preview.rebuild(NOW)
    assert [problem.span.path for problem in preview.state.problems] == [other]
    write(project, other, '{% extends "default/incident.html" %}')
    assert preview.rebuild(NOW)
    assert [problem.span.path for problem in preview.state.problems] == [THEME]


@pytest.fixture
def failing(preview: Preview, project: Path) -> Preview:
    """Return one in which the page of incident b cannot be rendered, which is not known yet."""
    write(project, "content/site.yml", f"{SITE}theme: own\n")
    only_one = "{% if thread.slug == 'b' %}{{ nobody_knows }}{% endif %}"
    template = THEME.replace("index", "incident")
    text = '{% extends "default/incident.html" %}{% block hero %}' + only_one + "{% endblock %}"
    write(project, template, text)
    write(project, "content/incidents/a.md", incident())
    write(project, "content/incidents/b.md", incident("draft: true\n"))
    write(project, "content/incidents/c.md", incident())
    preview.rebuild(NOW)
    assert not preview.state.problems
    return preview


def test_a_page_that_fails_says_so_to_all_who_look(failing: Preview) -> None:
    state = failing.state
    assert not shown(failing, "incidents/b/index.html")
    assert [problem.code for problem in failing.state.problems] == ["template-error"]
    assert failing.state.number == state.number + 1
    assert failing.state.edition == state.edition


def test_each_state_has_a_number_of_its_own_also_where_a_page_fails_meanwhile(
    failing: Preview, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [failing.state.number]
    plan = pipeline.plan

    def plan_and_look(*values: Any) -> pipeline.Plan:  # noqa: ANN401 - whatever it takes
        shown(failing, "incidents/b/index.html")
        numbers.append(failing.state.number)
        return plan(*values)

    monkeypatch.setattr(pipeline, "plan", plan_and_look)
    write(project, "content/incidents/a.md", incident(body="News."))
    assert failing.rebuild(NOW)
    assert [*numbers, failing.state.number] == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    assert not failing.state.problems


def test_a_page_of_an_old_plan_that_fails_is_no_mistake_of_the_new_one(
    failing: Preview, project: Path
) -> None:
    old = failing.state.built
    assert old
    write(project, "content/incidents/a.md", incident(body="News."))
    assert failing.rebuild(NOW)
    state = failing.state
    assert failing.produce(old, "incidents/b/index.html") is None
    assert failing.state is state


def test_a_page_of_an_old_plan_that_fails_does_not_bring_that_back(
    failing: Preview, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = failing._show  # noqa: SLF001 - the moment between looking and showing

    def show_late(before: PreviewState, **changes: object) -> bool:
        monkeypatch.undo()
        write(project, "content/incidents/a.md", incident(body="News."))
        assert failing.rebuild(NOW)
        return show(before, **changes)

    monkeypatch.setattr(failing, "_show", show_late)
    assert not shown(failing, "incidents/b/index.html")
    assert "News." in shown(failing)
    assert not failing.state.problems


def test_who_waits_is_told_of_the_next_state_and_of_the_end(
    preview: Preview, project: Path
) -> None:
    number = preview.state.number
    assert preview.wait(number, timeout=0.01) is preview.state
    thread = threading.Thread(
        target=lambda: told.append(preview.wait(number, timeout=10 * SOON)), daemon=True
    )
    told: list[object] = []
    thread.start()
    write(project, "content/incidents/a.md", incident(body="News."))
    preview.rebuild(NOW)
    thread.join(SOON)
    assert told == [preview.state]
    preview.close()
    assert preview.wait(preview.state.number, timeout=10) is None


def test_a_theme_that_stays_keeps_its_kit(preview: Preview, project: Path) -> None:
    before = preview.state.built
    write(project, "content/incidents/a.md", incident(body="News."))
    preview.rebuild(NOW)
    after = preview.state.built
    assert before
    assert after
    assert after.kit.templates is before.kit.templates


def test_what_old_plans_left_behind_is_freed(tmp_path: Path) -> None:
    shutil.copytree(DEMONSTRATION, tmp_path / "content")
    preview = Preview(tmp_path, URL)
    frozen = []
    for minutes in range(8):
        preview.rebuild(NOW + timedelta(minutes=minutes))
        frozen.append(gc.get_freeze_count())
    assert frozen[-1] - frozen[3] < 100  # each plan has some hundreds of values that refer in rings
