"""A build with a cache writes the same bytes as a build without one, whatever happened before."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial, wraps
from operator import add
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from markupsafe import Markup
from sample import FILES, NOW, contents, lay
from sample import INCIDENT as INCIDENT_NOW

from statusgen.cache import Cache
from statusgen.cache_folder import FOLDER
from statusgen.commands.build import build
from statusgen.commands.report import Report
from statusgen.model import State
from statusgen.reading import content
from statusgen.reading.incident import IncidentEntry, parse_incident
from statusgen.source.text import File, Source

INCIDENT = """---
title: {title}
components: {{api: degraded}}
postmortem: not_needed
---
## Investigating — 2026-{day} 10:00
{text}

## Resolved — 2026-{day} 11:00
- cause: a full disk
- fix: a larger one

It works again.
"""


def incidents(count: int) -> dict[str, str]:
    """Return the files of resolved incidents, the newest ended six days before :data:`NOW`."""
    days = (datetime(2026, 11, 14) - timedelta(days=3 * number) for number in range(count))  # noqa: DTZ001 - a day
    return {
        f"content/incidents/old-{number}.md": INCIDENT.format(
            title=f"Payments fail {number}", day=f"{day:%m-%d}", text="Some requests fail."
        )
        for number, day in enumerate(days)
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return lay(tmp_path / "project", FILES | incidents(8))


def run(project: Path, output: str, now: datetime = NOW, *, cached: bool = True) -> Report:
    return build(
        project,
        project / output,
        now=None,
        clock=now,
        tell=lambda _done, _total: None,
        cached=cached,
    )


def built(project: Path, now: datetime = NOW, *, fails: bool = False) -> dict[str, bytes]:
    """Build with the cache, compare with a build without one, and return the files."""
    with_cache, without = run(project, "output", now), run(project, "plain", now, cached=False)
    # Only an output that is not new tells of the former values of site.yml.
    known = [each for each in with_cache.problems if each.code != "identity-changed"]
    assert known == [*without.problems]
    assert (with_cache.failed, without.failed) == (fails, fails)
    found = contents(project / "output")
    if not fails:
        assert found == contents(project / "plain")
        shutil.rmtree(project / "plain")
    return found


PARSED: list[str] = []


@wraps(parse_incident)
def watched(source: Source, *values: Any) -> IncidentEntry:  # noqa: ANN401 - passed on
    PARSED.append(source.path)
    return parse_incident(source, *values)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the path of each incident that is parsed."""
    monkeypatch.setattr(content, "parse_incident", watched)
    PARSED.clear()
    return PARSED


def edit(project: Path, path: str, old: str, new: str) -> None:
    place = project / path
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new), encoding="utf-8")


SCENARIO = """---
title: {word}
---
## Investigating
{word}
"""

OLD = "content/incidents/old-3.md"


def test_what_has_not_changed_is_neither_parsed_nor_written(
    project: Path, parsed: list[str]
) -> None:
    run(project, "output")
    assert OLD in parsed
    parsed.clear()
    report = run(project, "output")
    assert " 0 written" in report.summary
    assert OLD not in parsed


def test_after_an_edit_only_what_shows_it_is_written(project: Path, parsed: list[str]) -> None:
    before = built(project)
    edit(project, OLD, "Some requests fail.", "Some requests fail, and others wait.")
    parsed.clear()
    changed = {path for path, data in built(project).items() if before.get(path) != data}
    assert "incidents/old-3/index.html" in changed
    assert "incidents/old-5/index.html" not in changed


def retitle(project: Path) -> None:
    edit(project, OLD, "Payments fail 3", "All payments fail")


def rename(project: Path) -> None:
    (project / OLD).rename(project / "content/incidents/older.md")


def change_site(project: Path) -> None:
    edit(project, "content/site.yml", "Public API", "The API")


def change_language(project: Path) -> None:
    edit(project, "content/site.yml", "format: 1", "format: 1\nlanguage: fr")


def change_zone(project: Path) -> None:
    edit(project, "content/site.yml", "format: 1", "format: 1\ntimezone: Europe/Paris")


def change_theme(project: Path) -> None:
    lay(project, {"themes/own/templates/not_found.html": "<title>Gone</title>"})
    edit(project, "content/site.yml", "format: 1", "format: 1\ntheme: own")


def hide(project: Path) -> None:
    edit(project, OLD, "---\ntitle", "---\ndraft: true\ntitle")


def break_it(project: Path) -> None:
    edit(project, OLD, "## Resolved", "## Resolvd")


def truncate(project: Path) -> None:
    place = project / FOLDER / "cache.sqlite"
    place.write_bytes(place.read_bytes()[: place.stat().st_size // 2])


def spoil(project: Path) -> None:
    with sqlite3.connect(project / FOLDER / "cache.sqlite") as store:
        store.execute("UPDATE facts SET text = CAST(substr(text, 2) AS BLOB)")
        store.execute("UPDATE outputs SET data = x'00'")


def age(project: Path) -> None:
    with sqlite3.connect(project / FOLDER / "cache.sqlite") as store:
        store.execute("UPDATE header SET text = 'another version'")
        store.execute("UPDATE facts SET text = 'null', sum = ?", (zlib.crc32(b"null"),))


def lose_the_output(project: Path) -> None:
    shutil.rmtree(project / "output")


def change_the_output(project: Path) -> None:
    place = project / "output/incidents/old-3/index.html"
    data = place.read_bytes()
    place.write_bytes(data.replace(b"Payments", b"Paym3nts"))


CHANGES = (
    *(retitle, rename, change_site, change_language, change_zone, change_theme, hide, break_it),
    *(truncate, spoil, age, lose_the_output, change_the_output),
)


@pytest.mark.parametrize("change", CHANGES)
def test_after_any_change_the_output_is_that_of_a_build_without_a_cache(
    project: Path, change: Callable[[Path], None]
) -> None:
    built(project)
    change(project)
    built(project, fails=change is break_it)


@pytest.mark.parametrize("change", [truncate, age])
def test_a_damaged_cache_is_made_again(
    project: Path, parsed: list[str], change: Callable[[Path], None]
) -> None:
    run(project, "output")
    change(project)
    run(project, "output")
    parsed.clear()
    run(project, "output")
    assert OLD not in parsed


def test_a_build_without_a_cache_leaves_none(project: Path) -> None:
    run(project, "output", cached=False)
    assert not (project / FOLDER).exists()


def test_pages_come_from_the_cache_if_the_output_is_new(project: Path) -> None:
    first = built(project)
    lose_the_output(project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("statusgen.outputs.pages.incidents.Kit.page", None)
        run(project, "output")
    assert contents(project / "output") == first


def plus(value: int) -> int:
    return value + 1


def test_equal_keys_mean_equal_results(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    same = [cache.key(plus, (value,)) for value in (datetime(2026, 11, 1, 2, tzinfo=UTC),) * 2]
    assert len({*same}) == 1
    zone = ZoneInfo("Europe/Paris")
    others = (
        *(1, 1.0, True, "1", None, "None", (1,), frozenset({1}), b"1", ("a,b",), ("a", "b")),
        *(State.UPDATE, State.UPDATE.value, Markup("a"), "a", timedelta(1), Decimal(1)),
        *(datetime(2026, 10, 25, 2, tzinfo=zone, fold=fold) for fold in (0, 1)),
        *(File(path="a", data=data) for data in (b"x", b"y")),
        *(Source(path="a", text=text) for text in ("x", "y")),
    )
    keys = [cache.key(plus, (value,)) for value in others]
    assert len({*keys, cache.key(repr_of, (1,))}) == len(others) + 1


def closure(number: int) -> Callable[[int], int]:
    return lambda value: number + value


class Adder(int):
    def add(self, value: int) -> int:
        return self + value


def repr_of(value: object) -> str:
    return repr(value)


def test_a_function_with_values_of_its_own_is_called_again(tmp_path: Path) -> None:
    made = []
    for number in (1, 2):
        cache = Cache(tmp_path)
        functions = (closure(number), Adder(number).add, partial(add, number))
        made.append([cache(each, 1) for each in functions])
        cache(plus, 5)
        cache.save({})
    assert made == [[2, 2, 2], [3, 3, 3]]


def test_nothing_internal_and_no_draft_is_kept(project: Path) -> None:
    word = "INTERNAL-WORD"
    private = INCIDENT.format(title=word, day="10-01", text=word)
    lay(
        project,
        {
            "content/incidents/draft.md": private.replace("---\n", "---\ndraft: true\n", 1),
            "content/incidents/own.md": private.replace("---\n", "---\ninternal: true\n", 1),
        },
    )
    edit(project, OLD, "## Resolved", f"## Internal — 2026-11-05 10:30\n{word}\n\n## Resolved")
    lay(project, {"content/scenarios/own.md": SCENARIO.format(word=word)})
    built(project)
    with sqlite3.connect(project / FOLDER / "cache.sqlite") as store:
        rows = [text for (text,) in store.execute("SELECT text FROM facts")]
        files = [
            zlib.decompress(data) for (data,) in store.execute("SELECT data FROM outputs") if data
        ]
    assert len(rows) > 50
    assert len(files) > 50
    assert not [each for each in (*rows, *files) if word.encode() in each]


def test_a_project_that_cannot_be_written_is_built_all_the_same(project: Path) -> None:
    lay(project, {FOLDER: "a file in the way"})
    built(project)


class Edits(RuleBasedStateMachine):
    """Any edits, in any order, at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.project = lay(Path(tempfile.mkdtemp()), FILES | incidents(3))
        self.now = NOW

    def teardown(self) -> None:
        shutil.rmtree(self.project)

    @rule(number=st.integers(0, 4), word=st.sampled_from(["slow", "down", "wrong"]))
    def write(self, number: int, word: str) -> None:
        text = INCIDENT.format(title=f"It is {word} {number}", day="11-02", text=f"Very {word}.")
        lay(self.project, {f"content/incidents/old-{number}.md": text})

    @rule(number=st.integers(0, 4))
    def remove(self, number: int) -> None:
        (self.project / f"content/incidents/old-{number}.md").unlink(missing_ok=True)

    @rule(number=st.integers(0, 4), state=st.sampled_from(["Update", "Resolved"]))
    def add(self, number: int, state: str) -> None:
        place = self.project / "content/incidents/2026-11-20-api.md"
        heading = f"\n## {state} — 2026-11-20 14:{10 + number}\n\nNews {number}.\n"
        place.write_text(INCIDENT_NOW + heading, encoding="utf-8")

    @rule(minutes=st.sampled_from([1, 30, 24 * 60, 40 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(name=st.sampled_from(["Acme Status", "Acme", "Service"]))
    def rename(self, name: str) -> None:
        lay(
            self.project,
            {"content/site.yml": FILES["content/site.yml"].replace("Acme Status", name)},
        )

    @rule()
    def lose(self) -> None:
        shutil.rmtree(self.project / "output", ignore_errors=True)

    @invariant()
    def equals_a_build_without_a_cache(self) -> None:
        built(self.project, self.now)


TestEdits = Edits.TestCase
TestEdits.settings = settings(max_examples=4, stateful_step_count=6, deadline=None)
