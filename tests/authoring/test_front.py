"""The front matter of a new file is read back as it was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import at, states, window
from hypothesis import example, given
from hypothesis import strategies as st

from statusgen.authoring.composing import section
from statusgen.authoring.escaping import clean
from statusgen.authoring.front import NewIncident, front_matter, scalar
from statusgen.model import Decision, Impact, Kind
from statusgen.problems import Problems
from statusgen.reading.incident import parse_incident
from statusgen.source.text import Mapping, Scalar, Source
from statusgen.source.tree import parse_yaml

WHOLE = NewIncident(
    title="Errors: all",
    kinds=("outage", "data_loss"),
    components=states("api=down, web=degraded"),
    impact=Impact.MAJOR,
    started=at("13:00"),
    scenario="database",
    variables=(("region", "eu: west"),),
    cadence=timedelta(minutes=90),
    postmortem=Decision.REQUIRED,
    draft=True,
)

TEXT = """\
---
title: "Errors: all"
kind: [outage, data_loss]
components:
  api: major_outage
  web: degraded_performance
impact: major
started: 2026-11-20 14:00 Europe/Paris
scenario: database
variables:
  region: "eu: west"
cadence: 1h30m
postmortem: required
draft: true
---

"""


def test_keys_are_in_order_and_never_empty() -> None:
    assert front_matter(WHOLE, "Europe/Paris") == TEXT
    assert front_matter(NewIncident(title="A"), "UTC") == "---\ntitle: A\n---\n\n"
    planned = NewIncident(title="A", window=window("22:00", "23:00"))
    assert front_matter(planned, "UTC") == (
        "---\ntitle: A\nscheduled:\n  from: 2026-11-20 22:00 UTC\n"
        "  until: 2026-11-20 23:00 UTC\n---\n\n"
    )


def test_written_front_matter_is_read_back() -> None:
    problems = Problems()
    body = section("## Investigating — 2026-11-20 14:05 UTC", (), "We look.")
    text = front_matter(WHOLE, "Europe/Paris") + body
    incident = parse_incident(
        Source(path="content/incidents/a.md", text=text), problems, zone="UTC"
    )
    assert list(problems) == []
    assert incident.incident
    found = incident.incident
    assert (found.title, found.kinds) == ("Errors: all", (Kind.OUTAGE, Kind.DATA_LOSS))
    assert (found.components, found.started) == (WHOLE.components, WHOLE.started)
    assert found.team.variables == WHOLE.variables
    assert found.team.cadence == WHOLE.cadence


def test_maintenance_and_notices_have_their_own_keys() -> None:
    planned = NewIncident(
        title="Work",
        components=states("api=maintenance"),
        window=window("22:00", "11-21 01:00"),
        internal=True,
    )
    assert front_matter(planned, "UTC") == (
        "---\ntitle: Work\ncomponents: [api]\nscheduled:\n  from: 2026-11-20 22:00 UTC\n"
        "  until: 2026-11-21 01:00 UTC\ninternal: true\n---\n\n"
    )
    partly = replace(planned, components=states("api=maintenance, web=degraded"))
    assert "  api: under_maintenance\n  web: degraded_performance\n" in front_matter(partly, "UTC")
    notice = NewIncident(title="N", kinds=("notice",), until=at("18:00"))
    assert front_matter(notice, "UTC") == (
        "---\ntitle: N\nkind: notice\nuntil: 2026-11-20 18:00 UTC\n---\n\n"
    )


@given(st.text(min_size=1))
@example("Issue #42: 'it' is \"down\" \\ up")
@example("- x")
@example("no")
@example("{a, b}")
@example("---")
def test_a_title_is_read_back_as_typed(text: str) -> None:
    title = " ".join(clean(text).split())
    if not title:
        return
    problems = Problems()
    source = Source(path="a.md", text=f"title: {scalar(title)}\nkind: outage\n")
    node = parse_yaml(source, problems)
    assert list(problems) == []
    assert isinstance(node, Mapping)
    value = node.get("title")
    assert isinstance(value, Scalar)
    assert value.text == title


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Elevated error rates", "Elevated error rates"),
        ("It's down", "It's down"),
        ("404", "404"),
        ("a: b", '"a: b"'),
        ('say "no": now', "'say \"no\": now'"),
        ('it\'s "no": now', '"it\'s \\"no\\": now"'),
    ],
)
def test_values_are_quoted_only_if_necessary(text: str, written: str) -> None:
    assert scalar(text) == written
