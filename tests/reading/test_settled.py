from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import corpus
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statusgen.advice.overdue import RECENT
from statusgen.model import Decision
from statusgen.problems import Problems
from statusgen.reading.content import is_settled, without_settled, without_unused
from statusgen.reading.incident import parse_incident
from statusgen.source.text import File, Source, Texts
from statusgen.timeline import timeline_of

NOW = datetime(2026, 11, 20, 14, 40, tzinfo=UTC)
BEFORE = NOW - timedelta(days=30)

OVER = """\
---
title: Slow searches
components: {api: degraded}
postmortem: not_needed
---

## Investigating — 2026-09-03 09:00

- next: 10:00

Searches are slow.

## Internal — 2026-09-03 09:30

Who looks?

## Resolved — 2026-09-03 10:00

- cause: An index was missing.

Searches are fast again.
"""


def settled(text: str, before: datetime = BEFORE) -> bool:
    return is_settled(text.encode(), before)


def test_what_ended_long_ago_is_settled() -> None:
    assert settled(OVER)
    assert settled(OVER.replace("postmortem: not_needed\n", ""))
    assert settled(re.sub(r"(## .*)", r"\1 Europe/Paris", OVER))
    assert settled(OVER.replace("postmortem: not_needed", "# pin it?"))
    assert settled(OVER.replace("fast again", "`fast` < 1 s"))
    assert settled(OVER.replace("Resolved", "Résolue").replace("Internal", "Interne"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Resolved", "## Monitoring"),
        ("## Resolved", "## Update"),
        ("## Resolved", "## Gone"),
        ("## Resolved — 2026-09-03 10:00", "## Resolved — 2026-11-03 10:00"),
        ("## Resolved — 2026-09-03 10:00", "## Resolved — 2026-09-03 10:00 UTC"),
        ("## Resolved — 2026-09-03 10:00", "## Resolved — 2026-09-03 08:00"),
        ("## Resolved", " ## Resolved"),
        ("Who looks?", "<!-- Who looks? -->"),
        ("Who looks?", "```\nWho looks?\n```"),
        ("Who looks?", "##\tMonitoring at 2026-11-20 14:00"),
        ("- cause: An index was missing.", "- components: api=down"),
        ("not_needed", "required"),
        ("not_needed", "2026-12-01"),
        ("postmortem: not_needed", "pin: 2026-12-01"),
        ("postmortem: not_needed", '"\\x70in": true'),
        ("## Internal", "### Internal"),
        ("postmortem: not_needed", "pin_: 2026-12-24"),
        ("postmortem: not_needed", "pín: 2026-12-24"),
        ("postmortem", "post-mortem"),
        ("postmortem: not_needed", "variables: {a: x,\npostmortem: not_needed\n}"),
        ("postmortem: not_needed", "variables:\n  a: 'x\npostmortem: not_needed\n  '"),
        ("---\n\n##", "--- \n\n---\n##"),
        ("## Resolved", "## Completed"),
        ("components:", "scheduled:"),
        ("2026-09-03 10:00", "2026-06-31 10:00"),
        ("2026-09-03 10:00", "2026-09-03 24:10"),
        ("---\ntitle", "\n---\ntitle"),
        ("---\n", ""),
    ],
)
def test_an_unclear_file_is_not_settled(old: str, new: str) -> None:
    assert OVER.replace(old, new, 1) != OVER
    assert not settled(OVER.replace(old, new, 1))


def test_a_recent_end_is_not_settled() -> None:
    end = datetime(2026, 9, 3, 10, tzinfo=UTC)
    assert not settled(OVER, end)
    assert not settled(OVER, end - timedelta(days=365))
    assert settled(OVER, end + timedelta(days=3))


def test_an_incident_without_a_postmortem_decision_is_settled_later() -> None:
    data, late = OVER.encode(), datetime(2026, 10, 3, tzinfo=UTC)
    early = datetime(2026, 9, 3, 10, tzinfo=UTC)
    for text in (data, data.replace(b"not_needed", b"not needed")):
        assert is_settled(text, late, undecided=early)
    text = data.replace(b"postmortem: not_needed\n", b"")
    assert is_settled(text, late)
    assert not is_settled(text, late, undecided=early)


@pytest.mark.parametrize(("old", "new"), [("Who", "\x07Who"), ("Who", "\u202eWho"), ("Who", "\0")])
def test_only_plain_text_is_settled(old: str, new: str) -> None:
    assert not settled(OVER.replace(old, new))
    assert not is_settled(OVER.replace("S", "É").encode("cp1252"), BEFORE)
    assert is_settled(OVER.replace("S", "É").encode(), BEFORE)


LINES = st.sampled_from(
    [
        *("## Investigating — 2026-08-01 09:00", "## Résolu — 2026-08-02 09:00"),
        *("## Resolved — 2026-08-03 09:00", "## Resolved — 2026-11-19 09:00"),
        *("## Update — 2026-08-04 09:00:30", "## Notice — 2026-08-01 08:00"),
        *("## Scheduled — 2026-08-01 07:00", "## Completed — 2026-08-05 07:00"),
        *("## Internal — 2026-08-06 09:00", "## Monitoring — 2026-08-07 09:00 +05:00"),
        *("## Resolved — 2026-08-07 04:30 +00:00", " ## Update — 2026-08-08 09:00"),
        *(
            "--- ",
            "## Completed — 2026-06-31 07:00",
            "## Cancelled — 2026-08-09 09:00",
            "## Identified 2026-08-09 10:00",
        ),
        *("- components: api=down", "- next: 30m", "- action required: Wait.", "- next: 90d"),
        *("", "Text.", "```", "~~~", "<!--", "-->", "---", "- ```", "`<!--`", "# Update", "***"),
        *("- window: 2026-12-01 09:00 / 2026-12-01 10:00", "  ## Resolved — 2026-08-03 10:00"),
    ]
)
KEYS = st.sampled_from(
    [
        *("kind: notice", "until: 2026-12-01 09:00", "pin: true", "Pin: 2026-12-24"),
        *("draft: true", "pin_: true", "variables: {a: x,", "}", "title: 'x", "'", "- a: [b"),
        *("postmortem: required", "postmortem: not_needed", "components: {api: down}"),
        *(
            "# ## Resolved — 2026-08-03 09:00",
            "## Resolved — 2026-08-09 09:30",
            "---",
            "'pin': yes",
        ),
        "scheduled: {from: 2026-12-01 09:00, until: 2026-12-01 10:00}",
        "scheduled: {from: 2026-08-01 09:00, until: 2026-08-01 10:00}",
    ]
)


@given(keys=st.lists(KEYS, max_size=3), lines=st.lists(LINES, max_size=8))
@example(
    keys=[],
    lines=[
        "## Résolu — 2026-08-02 09:00",
        "- components: api=down",
        "## Résolu — 2026-08-02 09:00",
    ],
)
@example(
    keys=[],
    lines=[
        "## Résolu — 2026-08-02 09:00",
        "- components: api=down",
        "## Résolu — 2026-08-02 09:00:00",
    ],
)
def test_a_settled_incident_has_ended_by_the_full_rules(keys: list[str], lines: list[str]) -> None:
    check("\n".join(["---", "title: Trouble", *keys, "---", *lines, ""]))


def test_only_ended_incidents_of_a_generated_history_are_settled() -> None:
    files = dict(corpus.files(incidents=300))
    settled = [path for path in files if path.endswith(".md") and check(files[path])]
    assert len(settled) > 150


def check(text: str) -> bool:
    """Hold a glance against the full rules, where those can read the text; return what it says."""
    found = [hold(text, BEFORE, BEFORE), hold(text, NOW, NOW - RECENT)]
    return any(found)


def hold(text: str, before: datetime, undecided: datetime) -> bool:
    if not is_settled(text.encode(), before, undecided):
        return False
    source = Source(path="content/incidents/x.md", text=text)
    incident = parse_incident(source, Problems(), zone="Europe/Paris").incident
    if incident:
        timeline = timeline_of(incident, NOW)
        assert timeline.ended
        assert timeline.ended < before
        assert timeline.promise is None
        assert all(held.end for held in timeline.holdings)
        assert timeline.ended < undecided or incident.postmortem is Decision.NOT_NEEDED
        assert not timeline.pinned or before == NOW
    return True


def test_settled_files_are_left_out_but_named() -> None:
    def files() -> Iterator[File]:
        yield File(path="content/site.yml", data=b"")
        yield File(path="content/incidents/old.md", data=OVER.replace("\n", "\r\n").encode())
        yield File(path="content/incidents/new.md", data=OVER.replace("Resolved", "X").encode())
        yield File(path="content/incidents/odd.md", data=b"\xff")
        yield File(path="content/postmortems/old.md", data=OVER.encode())

    texts = Texts(files=tuple(files()), unread=("content/incidents/locked.md",))
    kept = without_settled(texts, BEFORE)
    assert [file.path for file in kept.files] == [
        *("content/site.yml", "content/incidents/new.md", "content/incidents/odd.md"),
        "content/postmortems/old.md",
    ]
    assert kept.unread == ("content/incidents/locked.md", "content/incidents/old.md")


def test_scenarios_that_no_incident_names_are_left_out() -> None:
    texts = Texts(
        files=(
            File(path="content/incidents/a.md", data=b"scenario: overload"),
            File(path="content/scenarios/data-loss.md", data=b""),
            File(path="content/scenarios/overload.md", data=b"data-loss"),
            File(path="content/site.yml", data=b"data-loss"),
        )
    )
    kept = without_unused(texts)
    assert [file.path for file in kept.files] == [
        *("content/incidents/a.md", "content/scenarios/overload.md", "content/site.yml")
    ]
    assert kept.unread == ("content/scenarios/data-loss.md",)


def test_an_escape_in_an_incident_keeps_all_scenarios() -> None:
    texts = Texts(
        files=(
            File(path="content/incidents/a.md", data=b'scenario: "slow\\x2dapi"'),
            File(path="content/scenarios/slow-api.md", data=b""),
        )
    )
    assert without_unused(texts) == texts
