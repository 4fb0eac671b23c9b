"""The demonstration site shows every feature, has no problems, and survives a formatter."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from statusgen import pipeline, project
from statusgen.history import months
from statusgen.model import STATES, ComponentState, Impact, Kind, Site, Sort, State
from statusgen.problems import Problems
from statusgen.reading.assemble import assemble
from statusgen.reading.content import SITE_FILE, read_content
from statusgen.reading.updates import NAMES
from statusgen.schema.editors import json_schema
from statusgen.status import status_of
from statusgen.timeline import Timeline

ROOT = Path(__file__).parents[1]
STORY = datetime(2026, 11, 20, 14, 20, tzinfo=UTC)
"""15:20 in Paris."""

PRETTIER = ROOT / "tests/node/node_modules/prettier/bin/prettier.cjs"

NOT_HERE = {"advice", "noindex", "repository", "show_source", "theme"}
"""Settings that would hide parts of the site or link to a repository that does not exist."""


def read(folder: Path, as_of: datetime = STORY, preview: str | None = None) -> Site:
    """Return the site of a project, which must have no problems."""
    problems = Problems()
    inputs = project.read(folder)
    content = read_content(inputs, problems)
    site = assemble(content, inputs.static, problems, as_of=as_of, preview=preview)
    assert list(problems) == []
    assert site
    return site


@pytest.fixture(scope="module")
def site() -> Site:
    return read(ROOT)


@pytest.fixture(scope="module")
def timelines(site: Site) -> dict[str, Timeline]:
    return {timeline.incident.slug: timeline for timeline in status_of(site).timelines}


def test_the_sandbox_of_custom_themes_changes_no_byte() -> None:
    plain = project.read(ROOT)
    template = "templates/news.html"
    mine = (("mine", ((template, dict(plain.default_theme)[template]),)),)
    settings = next(file for file in plain.files if file.path == SITE_FILE)
    themed = replace(settings, data=settings.data + b"\ntheme: mine\n")
    files = tuple(themed if file is settings else file for file in plain.files)
    for plan in (pipeline.plan, pipeline.plan_handbook):
        before, after = (
            pipeline.render(plan(inputs, pipeline.Options(as_of=STORY)))
            for inputs in (plain, replace(plain, themes=mine, files=files))
        )
        assert after == before


def test_the_index_is_small_while_much_is_open() -> None:
    plan = pipeline.plan(project.read(ROOT), pipeline.Options(as_of=STORY))
    files = dict(pipeline.render(plan))
    assert len(gzip.compress(files["index.html"], 9)) <= 9_000


def test_every_state_impact_and_kind_is_used(site: Site) -> None:
    updates = [(entry.sort, update.state) for entry in site.incidents for update in entry.updates]
    assert set(updates) == {(sort, state) for sort in Sort for state in STATES[sort]}
    moments = [moment for timeline in status_of(site).timelines for moment in timeline.moments]
    assert {held for moment in moments for _, held in moment.components} == set(ComponentState)
    assert {moment.impact for moment in moments} == set(Impact)
    assert {kind for entry in site.incidents for kind in entry.kinds} == set(Kind)


def test_every_key_is_used() -> None:
    settings = (ROOT / "content/site.yml").read_text(encoding="utf-8")
    bodies = [path.read_text(encoding="utf-8") for path in (ROOT / "content").rglob("*.md")]
    fronts = [text.split("---\n")[1] for text in bodies]
    assert used(json_schema("site")["properties"], [settings]) == NOT_HERE
    assert used(json_schema("incident")["properties"], fronts) == set()
    assert used(NAMES, [re.sub("^- ", "", text, flags=re.MULTILINE) for text in bodies]) == set()


def used(keys: object, texts: list[str]) -> set[str]:
    """Return the keys that no text uses."""
    assert isinstance(keys, tuple | dict)
    found = re.findall(r"^([a-z_ ]+):", "\n".join(texts), re.MULTILINE)
    return {key for key in keys if key not in found}


def test_the_site_shows_open_incidents_and_maintenance(
    site: Site, timelines: dict[str, Timeline]
) -> None:
    status = status_of(site)
    outage = timelines["2026-11-20-card-payments"]
    assert outage in status.open
    assert outage.promise
    assert not outage.promise.overdue
    assert outage.now.eta
    assert outage.now.workaround
    assert outage.now.impact < outage.impact  # a partial recovery
    assert timelines["2026-11-16-support-account"] in status.pinned
    assert timelines["2026-11-16-support-account"].now.action
    assert [timeline.overruns for timeline in status.active].count(True) == 1
    assert [timeline.overruns for timeline in status.active].count(False) == 1
    soon = [timeline.began - STORY < timedelta(days=7) for timeline in status.upcoming]
    assert sorted(soon) == [False, True]
    assert len(status.notices) == 1


def test_the_site_shows_past_incidents_and_maintenance(
    site: Site, timelines: dict[str, Timeline]
) -> None:
    assert len(timelines["2026-09-14-stale-search"].spells) == 2  # reopened
    by_clock = timelines["2026-07-12-database-upgrade"].moments
    assert [moment.update.by_clock for moment in by_clock] == [False, True, True]
    moved = timelines["2026-12-02-payout-bank"]
    assert moved.now.window != moved.incident.window
    late = timelines["2026-09-22-photo-storage"]
    assert late.ended
    assert late.now.window
    assert late.ended > late.now.window.end
    assert timelines["2026-10-20-payout-accounts"].state is State.CANCELLED
    with_something = {month.first for month in months(site, status_of(site))}
    assert date(2026, 8, 1) not in with_something
    assert min(with_something) < date(2026, 8, 1) < max(with_something)
    assert any(leaf.until for leaf in site.leaves)
    assert any(leaf.aliases for leaf in site.leaves)
    assert any("](static/" in look.body.markdown for look in site.postmortems)


def test_only_a_preview_shows_drafts(site: Site) -> None:
    preview = read(ROOT, preview="For review")
    assert len(preview.incidents) == len(site.incidents) + 1
    assert len(preview.postmortems) == len(site.postmortems) + 1


def test_a_formatter_changes_no_fact(tmp_path: Path) -> None:
    node = shutil.which("node", path=f"{sys.prefix}/bin") or shutil.which("node")
    if not node or not PRETTIER.exists():
        pytest.skip("no Prettier here: `make test` installs it with npm where it can")
    shutil.copytree(ROOT / "content", tmp_path / "content")
    before = read(tmp_path, preview="All")
    subprocess.run(
        [node, PRETTIER, "--no-config", "--write", tmp_path / "content"],
        check=True,
        capture_output=True,
    )
    after = read(tmp_path, preview="All")
    assert facts(after) == facts(before)


def facts(site: Site) -> str:
    """Return the whole model without line numbers."""
    return re.sub(r"\bline=\d+", "", repr(site))
