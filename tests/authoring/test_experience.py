from __future__ import annotations

from datetime import timedelta

import pytest
from builders import at, incident, maintenance, notice, update, window
from hypothesis import given
from hypothesis import strategies as st

from statusgen.authoring.experience import Experience, write_scenario
from statusgen.model import (
    WITHDRAWN,
    Decision,
    Impact,
    Incident,
    Kind,
    LogEntry,
    State,
    TeamOnly,
    Text,
    Variable,
)
from statusgen.problems import Problems
from statusgen.reading.scenario import parse_scenario
from statusgen.rendering.locale import Language, Locale
from statusgen.source.text import File, decode
from statusgen.timeline import play

NOW = at("20:00")


def text_of(story: Incident, **said: object) -> str:
    """Write a scenario, read it back without a problem, and return its text."""
    values: dict[str, object] = {
        "timeline": play(story, NOW),
        "title": "It is down",
        "zone": "Europe/Paris",
        "names": {"api": "Public API", "web": "Website"},
        "listed": "Public API",
        "ids": {"old": "api"},
        "roles": (),
        "internal": False,
        "locale": Locale(Language(code="en"), "Europe/Paris"),
    }
    text = write_scenario(Experience(**{**values, **said}))  # type: ignore[arg-type]  # any of them
    problems = Problems()
    source = decode(File(path="content/scenarios/x.md", data=text.encode()), problems)
    assert source
    entry = parse_scenario(source, problems, zone="Europe/Paris", language="en")
    assert not len(problems), [problem.as_text() for problem in problems]
    assert entry.scenario
    return text


def body(text: str, state: str = "Investigating") -> str:
    return text.partition(f"## {state}\n\n")[2].partition("\n\n## ")[0].rstrip("\n")


def told(markdown: str, **fields: str) -> str:
    """Return what a scenario makes of the text of an update of 15:05 in Paris."""
    return body(text_of(incident(update("14:05", "investigating", "", body=markdown, **fields))))


def test_a_whole_one() -> None:
    team = TeamOnly(
        cadence=timedelta(minutes=30),
        log=(LogEntry(at=at("14:30"), text="Ana: restart\n`api-1`.", line=9),),
    )
    story = incident(
        update("14:05", "investigating", body="It fails."),
        update("14:20", "update", "old=down", body="Still it fails."),
        update("14:40", "identified", body="Known.", cause="A release.", workaround="Wait."),
        update("15:00", "update", body="Hardly any."),
        update("15:30", "resolved", fix="Rolled back.", action=WITHDRAWN, body="Over."),
        components="old=partial",
        slug="2026-11-20-api",
        kinds=(Kind.OUTAGE,),
        postmortem=Decision.REQUIRED,
        team=team,
    )
    assert text_of(story, roles=("support", "social")) == (
        "---\ntitle: It is down\nkind: outage\ncomponents:\n  api: major_outage\ncadence: 30m\n"
        "roles: [support, social]\npostmortem: required\n---\n\n"
        "<!-- Made from 2026-11-20-api. Read it through: what was so on that day alone goes. -->"
        "\n\n## Investigating\n\nIt fails.\n\n"
        "## Identified\n\n- cause: {{ cause }}\n- workaround: Wait.\n\nKnown.\n\n"
        "## Resolved\n\n- fix: {{ fix }}\n- action required: none\n\nOver.\n\n"
        "## Runbook\n\n1. Ana: restart `api-1`.\n"
    )


@pytest.mark.parametrize(
    ("written", "general"),
    [
        ("The next one comes by 15:30.", "The next one comes by {{ next }}."),
        ("By 15:30 CET, or 15:30 Europe/Paris", "By {{ next }}, or {{ next }}"),
        ("Over by 17:00 UTC+1.", "Over by {{ eta }}."),
        ("Since 15:05 it fails.", "Since {{ now }} it fails."),
        ("At 15:31, 115:30 and 15:30:10", "At 15:31, 115:30 and 15:30:10"),
        ("`15:30` and https://x.example/15:30 stay", "`15:30` and https://x.example/15:30 stay"),
        ("The Public API fails.", "The {{ components }} fails."),
        ("Public APIs fail, the public API too.", "Public APIs fail, the public API too."),
        ("`Public API`, ``a ` 15:30``", "`Public API`, ``a ` 15:30``"),
        ("See [before](../x.md) and [us](https://x.example).", None),
        ("Cause: we look.\n\n- next: soon", None),
    ],
)
def test_what_is_sure_becomes_a_placeholder(written: str, general: str | None) -> None:
    found = told(written, next="14:30", eta="16:00")
    if general is None:
        assert "](../x.md)" not in found
        assert "{{" not in found
    else:
        assert found == general


def test_a_time_of_another_day_is_one_with_its_date() -> None:
    for written in ("21 Nov, 00:30", "2026-11-21 00:30 CET", "00:30", "21 Nov, 00:30 Europe/Paris"):
        found = told(f"The next update comes by {written}.", next="23:30")
        assert found == "The next update comes by {{ next }}."


SYMPTOM = Variable(name="symptom", ask="What do people see?")
KEPT = Variable(name="kept", ask="What stays: as it is?", default="All of it stays")


def test_values_of_the_scenario_s_variables_are_left_open_again() -> None:
    begin = "One in four fails. One in four fails.x stays. None of it, and `One in four fails.`"
    text = text_of(
        incident(update("14:05", "investigating", "", body=begin)),
        variables=((SYMPTOM, "One in four fails."), (KEPT, "None")),
    )
    assert "variables:\n  symptom:\n    ask: What do people see?\n---\n" in text
    assert body(text) == (
        "{{ symptom }} One in four fails.x stays. None of it, and `One in four fails.`"
    )


def test_a_variable_keeps_its_question_and_what_is_usual() -> None:
    text = text_of(
        incident(update("14:05", "investigating", "", body="For now: most of it stays.")),
        variables=((SYMPTOM, "One in four fails."), (KEPT, "most of it stays")),
    )
    front = "variables:\n  kept:\n    ask: 'What stays: as it is?'\n    default: All of it stays\n"
    assert front in text.replace('"', "'")
    assert body(text) == "For now: {{ kept }}."


def test_of_one_state_the_text_that_says_most_is_taken() -> None:
    text = text_of(
        incident(
            update("14:05", "investigating", body="About one in four ends in an error."),
            update("14:10", "investigating", body="We still look."),
            update("14:20", "update", body="One."),
            update("14:30", "update", body="Two."),
        )
    )
    assert body(text) == "About one in four ends in an error."
    assert "Update" not in text
    alone = incident(update("14:20", "update", body="One."), update("14:30", "update", body="Two."))
    assert body(text_of(alone), "Update") == "Two."


def test_of_several_components_only_the_whole_list_is_one() -> None:
    story = incident(update("14:05", "investigating", body="Website and API: the API is slow."))
    assert body(text_of(story, listed="Website and API")) == "{{ components }}: the API is slow."


def test_an_impact_that_follows_from_the_components_is_left_out() -> None:
    first = update("14:05", "investigating", "api=partial")
    assert "impact" not in text_of(incident(first))
    assert "impact: minor\n" in text_of(incident(first, impact=Impact.MINOR))


def test_maintenance_has_a_duration_and_a_notice_neither_harm() -> None:
    planned = maintenance(window("13:00", "15:30"), update("09:00", "scheduled"))
    text = text_of(planned)
    assert "duration: 2h30m\n" in text
    assert "In progress" not in text
    works = maintenance(
        window("13:00", "15:30"), update("09:00", "scheduled"), components="api=maintenance"
    )
    assert "components: [api]\n" in text_of(works)
    assert "kind: notice\n" in text_of(notice(update("09:00", "notice", body="Closed.")))
    assert "internal: true\n" in text_of(planned, internal=True)


PIECES = st.sampled_from(
    [
        *("15:05", "15:30", "Public API", "`", "```", "~~~", "\n", "\n\n", "<!--", "-->", "# x"),
        *("cause: x", "- next: 15:30", "{{", "}}", "[a](b)", "\\", "$", "## Update", "---", "1."),
        *("nxet: 15:00", "https://x.example/{{ a", "| a |", "    ", "\t", "&", "*", "## Resolved"),
    ]
)
WORDS = st.lists(PIECES, max_size=8).map(" ".join)


@given(text=WORDS, line=WORDS, log=WORDS, value=WORDS)
def test_whatever_was_said_a_scenario_can_be_read(
    text: str, line: str, log: str, value: str
) -> None:
    """Texts are what reading made of a file: without comments and with nothing left open."""
    story = incident(
        update("14:05", "investigating", body=text, next="14:30"),
        update("15:00", "resolved", workaround=" ".join(line.split()) or None),
        team=TeamOnly(log=(LogEntry(at=at("14:30"), text=log, line=9),)),
    )
    text_of(story, variables=((SYMPTOM, " ".join(value.split())),))


def test_a_step_begins_no_code_that_nothing_ends() -> None:
    log = tuple(
        LogEntry(at=at("14:30"), text=text, line=9) for text in ("* ```", "> ~~~", "```sh", "`x`")
    )
    text = text_of(incident(update("14:05", "investigating"), team=TeamOnly(log=log)))
    assert text.endswith("1. \\* \\`\\`\\`\n2. \\> \\~\\~\\~\n3. \\`\\`\\`sh\n4. `x`\n")


def test_states_come_in_their_order() -> None:
    story = incident(
        update("14:05", "identified", body=Text(markdown="Known.")),
        update("14:10", State.INVESTIGATING.word, body=Text(markdown="Unknown.")),
    )
    text = text_of(story)
    assert text.index("## Identified") < text.index("## Investigating")
