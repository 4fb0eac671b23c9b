from __future__ import annotations

from datetime import timedelta

import pytest
from builders import at, incident, maintenance, update, window
from hypothesis import given
from hypothesis import strategies as st

from statusgen.authoring.experience import Experience, write_scenario
from statusgen.authoring.front import NewIncident
from statusgen.model import (
    WITHDRAWN,
    ComponentState,
    Decision,
    Incident,
    Kind,
    LogEntry,
    State,
    TeamOnly,
    Text,
)
from statusgen.problems import Problems
from statusgen.reading.scenario import parse_scenario
from statusgen.source.text import File, decode
from statusgen.timeline import play

NOW = at("20:00")


def text_of(
    story: Incident,
    *,
    head: NewIncident | None = None,
    roles: tuple[str, ...] = (),
    listed: str = "Public API",
) -> str:
    """Write a scenario, read it back without a problem, and return its text."""
    text = write_scenario(
        Experience(
            timeline=play(story, NOW),
            head=head or NewIncident(title="It is down"),
            roles=roles,
            listed=listed,
            zone="Europe/Paris",
        )
    )
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
    head = NewIncident(
        title="It is down",
        kinds=("outage",),
        components=(("api", ComponentState.MAJOR_OUTAGE),),
        cadence=timedelta(minutes=30),
        postmortem=Decision.REQUIRED,
    )
    assert text_of(story, head=head, roles=("support", "social")) == (
        "---\ntitle: It is down\nkind: outage\ncomponents:\n  api: major_outage\ncadence: 30m\n"
        "postmortem: required\nroles: [support, social]\n---\n\n"
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
    for written in ("2026-11-21 00:30 CET", "00:30", "2026-11-21 00:30 Europe/Paris"):
        found = told(f"The next update comes by {written}.", next="23:30")
        assert found == "The next update comes by {{ next }}."


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


def test_maintenance_has_a_duration() -> None:
    planned = maintenance(window("13:00", "15:30"), update("09:00", "scheduled"))
    text = text_of(planned)
    assert "\nduration: 2h30m\n---\n" in text
    assert "In progress" not in text


PIECES = st.sampled_from(
    [
        *("15:05", "15:30", "Public API", "`", "```", "~~~", "\n", "\n\n", "<!--", "-->", "# x"),
        *("cause: x", "- next: 15:30", "{{", "}}", "[a](b)", "\\", "$", "## Update", "---", "1."),
        *("nxet: 15:00", "https://x.example/{{ a", "| a |", "    ", "\t", "&", "*", "## Resolved"),
    ]
)
WORDS = st.lists(PIECES, max_size=8).map(" ".join)


@given(text=WORDS, line=WORDS, log=WORDS)
def test_whatever_was_said_a_scenario_can_be_read(text: str, line: str, log: str) -> None:
    """Texts are what reading made of a file: without comments and with nothing left open."""
    story = incident(
        update("14:05", "investigating", body=text, next="14:30"),
        update("15:00", "resolved", workaround=" ".join(line.split()) or None),
        team=TeamOnly(log=(LogEntry(at=at("14:30"), text=log, line=9),)),
    )
    text_of(story)


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
