"""A law: after any edits, a plan with remembered results equals a fresh plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from assembly import NOW, SITE, incident, postmortem
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import lay

from statusgen import pipeline, project
from statusgen.memo import Memo, call
from statusgen.memory import Memory
from statusgen.model import StaticFile
from statusgen.pipeline import Inputs, Options, Plan
from statusgen.problems import Problem, Rejected
from statusgen.source.text import File

MAINTENANCE = """\
---
title: Works
scheduled: {from: 2026-11-25 12:00, until: 2026-11-25 14:00}
components: [api]
---

## Scheduled — 2026-11-20 10:00

See [what happened](../postmortems/p.md), and ![a picture](static/x.png).
"""
NOTICE = """\
---
title: Note
kind: notice
until: 2026-11-25 15:30
---

## Notice — 2026-11-24 10:00

So.
"""
LINKED = "See [the other](b.md), [later](c.md) and [what we learned](../postmortems/p.md#top)."
RESOLVED = "We look.\n\n## Resolved — 2026-11-20 15:00\n\n- action: Read [this](b.md).\n\nOver.\n"
LATER = "We look.\n\n## Monitoring — 2026-11-25 13:05\n\nLater.\n"

LOOK = postmortem(
    "incident: a\n", "Of [this](../incidents/a.md), before [that](../incidents/b.md)."
)
GOOD = {
    "site.yml": SITE,
    "incidents/a.md": incident("components: {console: degraded}\n", LINKED),
    "incidents/b.md": MAINTENANCE,
    "incidents/c.md": NOTICE,
    "postmortems/p.md": LOOK,
    "static/x.png": "x",
}

TEXTS = st.sampled_from(
    [
        None,
        incident(),
        incident("components: {api: partial_outage}\n", LINKED),
        incident("components: {console: degraded}\n", RESOLVED),
        incident("draft: true\n", LINKED),
        incident("internal: true\n"),
        incident("components: {apx: degraded}\n"),
        incident("id: other\npostmortem: 2026-11-24\n", LATER),
        incident(body="{{ left }}"),
        MAINTENANCE,
        NOTICE,
        "no front matter",
    ]
)
EDITS = st.one_of(
    st.tuples(st.sampled_from(["incidents/a.md", "incidents/b.md", "incidents/c.md"]), TEXTS),
    st.tuples(
        st.just("postmortems/p.md"),
        st.sampled_from([None, LOOK, postmortem("incident: b\n")]),
    ),
    st.tuples(
        st.just("site.yml"),
        st.sampled_from(
            [SITE, SITE.replace("Public API", "API"), SITE.replace("id: api", "id: x")]
        ),
    ),
    st.tuples(st.just("static/x.png"), st.sampled_from([None, "x"])),
)
CLOCKS = st.sampled_from([NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=3)])
"""Times before, during and after the events."""


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Return the default theme and the languages."""
    return project.read(lay(tmp_path_factory.mktemp("empty"), {"content/site.yml": SITE}))


def planned(inputs: Inputs, as_of: datetime, memo: Memo) -> Plan | tuple[Problem, ...]:
    try:
        return pipeline.plan(inputs, Options(as_of=as_of, preview="x"), memo)
    except Rejected as rejected:
        return rejected.problems


def versions(shipped: Inputs, *edits: tuple[str, str | None]) -> Iterator[Inputs]:
    """Yield a project before and after each edit."""
    texts = dict(GOOD)
    for name, text in (("site.yml", SITE), *edits):
        texts.pop(name, None)
        if text is not None:
            texts[name] = text
        static = [name for name in texts if name.startswith("static/")]
        yield replace(
            shipped,
            files=tuple(
                File(path=f"content/{name}", data=text.encode())
                for name, text in sorted(texts.items())
                if name not in static
            ),
            static=tuple(StaticFile(path=name, data=b"x") for name in static),
        )


@settings(max_examples=40)
@given(edits=st.lists(st.tuples(EDITS, CLOCKS), max_size=8))
def test_a_remembered_plan_equals_a_fresh_one(
    shipped: Inputs, edits: list[tuple[tuple[str, str | None], datetime]]
) -> None:
    memory = Memory()
    clocks = [NOW, *(clock for _, clock in edits)]
    changed = [edit for edit, _ in edits]
    for inputs, as_of in zip(versions(shipped, *changed), clocks, strict=True):
        memory.begin()
        assert planned(inputs, as_of, memory) == planned(inputs, as_of, call)


def test_unchanged_results_are_reused(shipped: Inputs) -> None:
    memory = Memory()
    pages = []
    for inputs in versions(shipped, ("incidents/a.md", incident(body="News."))):
        memory.begin()
        made = planned(inputs, NOW, memory)
        assert isinstance(made, Plan)
        pages.append({each.path: each.values[0] for each in made.artifacts if each.values})
    before, after = pages
    assert before["incidents/b/index.html"] is after["incidents/b/index.html"]
    assert before["incidents/a/index.html"] != after["incidents/a/index.html"]
