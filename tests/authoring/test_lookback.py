from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import at, incident, maintenance, named, update, window
from hypothesis import example, given
from hypothesis import strategies as st

from statusgen.authoring.lookback import Lookback, write_lookback
from statusgen.languages import read_language
from statusgen.model import LogEntry, Text
from statusgen.problems import Problems
from statusgen.reading.incident import PostmortemEntry, parse_postmortem
from statusgen.rendering.locale import Language, Locale
from statusgen.source.text import File, decode
from statusgen.timeline import Timeline, timeline_of

NOW = at("18:00")

STORY = timeline_of(
    incident(
        update("14:05", "investigating", body="We see *more* errors.\n\nSee [this](x.md)."),
        update("14:32", "identified", cause="A `release`."),
        update("16:10", "resolved", fix="We rolled it back.", body="All is well."),
        components="api=partial",
        slug="2026-11-20-api",
        title="Errors: the API",
    ),
    NOW,
)


def lookback(timeline: Timeline = STORY, log: tuple[LogEntry, ...] = (), **said: object) -> str:
    team = replace(timeline.incident.team, log=log)
    values: dict[str, object] = {
        "timeline": replace(timeline, incident=replace(timeline.incident, team=team)),
        "parts": named("Public API"),
        "internal": False,
        "sections": (),
        "title": None,
        "locale": Locale(Language(code="en"), "UTC"),
    }
    return write_lookback(Lookback(**{**values, **said}))  # type: ignore[arg-type]  # any of them


def read(text: str) -> PostmortemEntry:
    problems = Problems()
    source = decode(File(path="content/postmortems/x.md", data=text.encode()), problems)
    assert source
    entry = parse_postmortem(source, problems, zone="UTC")
    assert not len(problems), [problem.as_text() for problem in problems]
    return entry


def entry(time: str, text: str) -> LogEntry:
    return LogEntry(at=at(time), text=text, line=1)


def test_known_facts_are_in_their_sections() -> None:
    text = lookback(log=(entry("14:40", "Ana decides:\nno failover --> replica."),))
    assert text == (
        "---\n"
        'title: "What happened: Errors: the API"\n'
        "incident: 2026-11-20-api\n"
        "draft: true\n"
        "# summary: What happened and what changes, in two sentences, for lists and feeds.\n"
        "---\n\n"
        "## Impact\n\n"
        "- 20 Nov 2026, 14:05 – 16:10 UTC (2 h 5 min)\n"  # noqa: RUF001 - the dash of a range
        "- Impact: Major\n"
        "- Affected components: Public API\n\n"
        "## Timeline\n\n"
        "Times are in UTC.\n\n"
        "- **14:05** Investigating. We see more errors. See this.\n"
        "- **14:32** Identified.\n"
        "<!-- Internal, 14:40: Ana decides: no failover - -> replica. -->\n"
        "- **16:10** Resolved. All is well.\n\n"
        "## Root cause\n\nA release.\n\n"
        "## Resolution\n\nWe rolled it back.\n\n"
        "## Lessons\n\n<!-- To be written. -->\n\n"
        "## Actions\n\n<!-- To be written. -->\n"
    )
    assert read(text).draft


def test_an_earlier_end_is_in_the_facts_and_the_timeline() -> None:
    last = replace(STORY.incident.updates[-1], ended=at("15:35"))
    late = replace(STORY.incident, updates=(*STORY.incident.updates[:-1], last))
    text = lookback(timeline_of(late, NOW))
    assert "- 20 Nov 2026, 14:05 – 15:35 UTC (1 h 30 min)\n" in text  # noqa: RUF001 - the dash of a range
    assert "\n- **15:35** Ended.\n- **16:10** Resolved." in text


def test_the_timeline_begins_when_the_incident_began() -> None:
    early = replace(STORY.incident, started=at("13:40"))
    text = lookback(timeline_of(early, NOW))
    assert "\n\n- **13:40** Began.\n- **14:05** Investigating." in text


def test_the_sections_are_those_that_the_site_requires() -> None:
    text = lookback(sections=("Summary", "What happened", "Cause", "Cause"), title="Why")
    assert text.count("## ") == 4
    assert "title: Why\n" in text
    assert "## Summary\n\n<!-- To be written. -->\n" in text
    assert "## What happened\n\n- 20 Nov" in text
    assert "## Cause\n\nA release.\n" in text
    assert "## Timeline\n\nTimes are in UTC.\n" in text


def test_a_draft_is_in_the_language_of_the_site() -> None:
    text = lookback(locale=Locale(read_language("fr"), "Europe/Paris"))
    assert "## Chronologie\n\nLes heures sont données dans le fuseau Europe/Paris.\n" in text
    assert ". We see more errors. See this.\n- **15:32** " in text
    assert "\n# summary: Ce qui s\N{RIGHT SINGLE QUOTATION MARK}est passé et ce qui change" in text
    read(text)


def test_a_draft_has_a_line_for_a_summary() -> None:
    text = lookback()
    found = read(text.replace("# summary:", "summary:")).postmortem
    assert found
    assert found.summary.startswith("What happened and what changes")
    assert "summary" not in lookback(internal=True)


def test_an_open_incident_has_no_end() -> None:
    open_story = timeline_of(incident(update("11-19 23:50", "investigating")), NOW)
    text = lookback(open_story, log=(entry("00:10", "Later."),), parts=())
    assert "- Since 19 Nov 2026, 23:50 UTC (ongoing)\n- Impact: None\n\n" in text
    assert "Internal, 20 Nov, 00:10: Later." in text


def test_maintenance_has_no_impact_and_its_automatic_updates_have_words() -> None:
    planned = window("13:00", "14:00")
    story = timeline_of(
        maintenance(planned, update("09:00", "scheduled"), components="api=down"), NOW
    )
    text = lookback(story)
    assert "- Impact" not in text
    assert "- **13:00** In progress. Scheduled maintenance has begun.\n" in text


def test_the_draft_of_an_internal_incident_is_internal() -> None:
    assert read(lookback(internal=True)).internal


WORDS = st.lists(
    st.sampled_from(
        [
            *("<!--", "-->", "--", ">", "`", "```", "~~~", "\n", "\n\n", "## Impact", "---", "\\"),
            *("]: x", "[a](b.md)", "{{ x }}", "&lt;", "\u2028", "\t", "\0", "- ", "    ", "!>"),
        ]
    ),
    max_size=12,
).map(" ".join)


@given(log=WORDS, body=WORDS)
@example(log="--->", body="")
def test_the_log_never_reaches_readers(log: str, body: str) -> None:
    story = incident(
        update("14:05", "investigating", body=Text(markdown=body)),
        update("14:10", "resolved", cause=body or None),
    )
    entries = (entry("14:07", f"{log} Secret {log}"), entry("14:08", f"Secret {log}"))
    found = read(lookback(timeline_of(story, NOW), entries))
    assert found.postmortem
    assert "Secret" not in found.postmortem.body.markdown


@pytest.mark.parametrize("days", [1, 400])
def test_times_on_another_day_have_a_date(days: int) -> None:
    last = update(at("14:05") + timedelta(days=days), "resolved")
    story = timeline_of(incident(update("14:05", "investigating"), last), last.at)
    assert "- **20 Nov, 14:05** Resolved" not in lookback(story)
    assert " Resolved." in lookback(story).rpartition(", 14:05**")[2]
