"""The widget's files: content, size, and what depends on the time of the build."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest
from api.answers import kit_for
from builders import at, component, group, incident, maintenance, site, update, window
from outputs.widget.written import data, files

from statusgen import outputs
from statusgen.model import Incident, Settings, Site
from statusgen.notation.words import LANGUAGES
from statusgen.rendering.kit import widget_script
from statusgen.status import status_of

OPENED = incident(update("11:00", "investigating", "api=down", next="11:30"), slug="a")


def configured(*incidents: Incident, **settings: object) -> Site:
    whole = site(*incidents)
    return replace(whole, settings=replace(whole.settings, **settings))  # type: ignore[arg-type]  # as the field asks


def test_it_declares_data_schema_script_types_and_page() -> None:
    assert set(files(site())) == {
        "widget.json",
        "widget.schema.json",
        "widget.js",
        "widget.d.ts",
        "embed/index.html",
    }


def test_data_is_fresh_for_three_builds() -> None:
    shown = data(configured(rebuild=timedelta(minutes=20)))
    assert shown["generated_at"] == "2026-11-20T12:00:00Z"
    assert shown["fresh_until"] == "2026-11-20T13:00:00Z"


def test_data_without_scheduled_builds_does_not_expire() -> None:
    shown = data(site())
    assert shown["generated_at"] == "2026-11-20T12:00:00Z"
    assert shown["fresh_until"] is None


def test_revision_is_the_digest_of_all_values_but_build_times() -> None:
    shown = data(site(OPENED))
    values = {
        key: value
        for key, value in shown.items()
        if key not in {"revision", "generated_at", "fresh_until"}
    }
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    assert shown["revision"] == hashlib.sha256(text.encode()).hexdigest()[:12]


def test_pages_that_watch_for_updates_have_the_revision_of_the_data() -> None:
    whole = site(OPENED)
    kit = kit_for(whole.settings)
    planned = {each.path: each for each in outputs.plan(whole, status_of(whole), kit.data.theme)}
    mark = f'<meta name="revision" content="{data(whole)["revision"]}">'
    for path in ("index.html", "incidents/a/index.html"):
        assert mark in planned[path].produce(kit).decode()


def test_build_without_changed_facts_changes_only_the_widget_data() -> None:
    whole = configured(
        maintenance(window("22:00", "23:00"), update("10:00", "scheduled")),
        rebuild=timedelta(hours=1),
    )
    kit = kit_for(whole.settings)

    def built(shown: Site) -> dict[str, bytes]:
        planned = outputs.plan(shown, status_of(shown), kit.data.theme)
        return {each.path: each.produce(kit) for each in planned}

    before, after = built(whole), built(replace(whole, as_of=at("12:30")))
    assert [path for path in before if before[path] != after[path]] == ["widget.json"]


def test_the_script_is_that_of_the_theme() -> None:
    whole = site()
    assert files(whole)["widget.js"] == widget_script(kit_for(whole.settings).data.theme)


def test_its_address_has_no_fingerprint() -> None:
    kit = kit_for(site().settings)
    assert "widget.js" not in kit.assets
    assert kit.assets["embed.js"].startswith("assets/embed.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_data_of_a_large_site_is_small(language: str) -> None:
    names = [f"{place} {part}" for place in ("Paris", "Oslo", "Lima") for part in range(10)]
    leaves = [component(name.lower().replace(" ", "-")) for name in names]
    parts = tuple(group(f"group-{n}", *leaves[n * 10 : n * 10 + 10]) for n in range(3))
    troubles = [
        incident(
            update("11:00", "investigating", ", ".join(f"{leaf.id}=partial" for leaf in some)),
            update("11:40", "identified", next="12:30", action="Use another region until then."),
            slug=f"2026-11-20-trouble-{number}",
            title=f"Requests from {names[number * 10]} and around fail more often than usual",
        )
        for number, some in enumerate((leaves[:3], leaves[10:14], leaves[20:22]))
    ]
    known = files(site(*troubles, components=parts), language)
    assert len(list(chain(*(part.components for part in parts)))) == 30
    assert len(gzip.compress(known["widget.json"], 9)) <= 4 * 1000


def test_hostile_text_is_only_text() -> None:
    hostile = '</script>"]]>\u2028\u202e<img src=x onerror=alert(1)>'
    opened = incident(update("11:00", "investigating", action=hostile), slug="a", title=hostile)
    shown = data(configured(opened, title=hostile))
    assert shown["site"]["name"] == shown["incidents"][0]["title"] == hostile
    assert "<img" in shown["incidents"][0]["action"]


def test_artifacts_contain_nothing_of_the_team() -> None:
    whole = site(OPENED)
    kit = kit_for(whole.settings)
    for artifact in outputs.widget.plan(whole, status_of(whole), kit.data.theme):
        assert "TeamOnly" not in repr(artifact.values)
        assert not any(isinstance(each, Site | Settings) for each in artifact.values)
