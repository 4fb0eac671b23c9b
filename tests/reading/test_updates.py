from __future__ import annotations

from datetime import UTC, datetime

import pytest

from statusgen.model import (
    WITHDRAWN,
    ComponentState,
    Impact,
    Sort,
    State,
    Text,
    Update,
    Window,
)
from statusgen.problems import Problems
from statusgen.reading.sections import HeadingReader, split
from statusgen.reading.updates import WrittenUpdate, read_update
from statusgen.source.page import scan
from statusgen.source.text import Source


def written(
    text: str, sort: Sort = Sort.INCIDENT, heading: str = "## Update — 2026-11-20 14:32"
) -> tuple[WrittenUpdate | None, Problems]:
    problems = Problems()
    source = Source(path="x.md", text=f"{heading}\n{text}")
    lines = scan(source, 1, problems)
    file = HeadingReader(source=source, problems=problems, sort=sort, zone="Europe/Paris")
    _, (section,) = split(lines, file)
    return read_update(section, file), problems


def read(text: str, sort: Sort = Sort.INCIDENT) -> Update:
    update, problems = written(text, sort)
    assert not list(problems)
    assert update
    return update.update


def codes(text: str, sort: Sort = Sort.INCIDENT) -> list[str]:
    return [f"{problem.span.line}:{problem.code}" for problem in written(text, sort)[1]]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, tzinfo=UTC)


def test_an_update_without_fields() -> None:
    assert read("\nWe look.\n\nStill.\n") == Update(
        id="20261120T133200Z",
        at=at(13, 32),
        state=State.UPDATE,
        body=Text(markdown="We look.\n\nStill.", path="x.md", line=3),
    )


def test_an_update_without_text() -> None:
    assert read("- impact: none\n\n<!-- nothing to say -->").body == Text()


def test_every_field() -> None:
    update = read(
        "- components: api=major_outage, dashboard = Hors service,\n  web=ok\n"
        "- impact: Critical\n"
        "- next: 15:00\n"
        "- eta: 2h\n"
        "- workaround: Use *this*.\n"
        "- cause: A release.\n"
        "- fix: None.\n"
        "- action required: none\n"
        "- corrected: 2026-11-21 09:00\n"
        "- id: 20261120T140500Z\n"
    )
    assert update.components == (
        ("api", ComponentState.MAJOR_OUTAGE),
        ("dashboard", ComponentState.MAJOR_OUTAGE),
        ("web", ComponentState.OPERATIONAL),
    )
    assert update.impact is Impact.CRITICAL
    assert (update.next, update.eta) == (at(14), at(15, 32))
    assert update.workaround == Text(markdown="Use *this*.", path="x.md", line=7)
    assert update.cause == Text(markdown="A release.", path="x.md", line=8)
    assert update.fix is WITHDRAWN
    assert update.action is WITHDRAWN
    assert update.corrected == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert update.id == "20261120T140500Z"


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("api=ok web=down", "Write `api=ok, web=down`."),
        ("api=ok; web=down", "Write `api=ok, web=down`."),
        ("api=ok and web=down", "Write `api=ok, web=down`."),
        ("[api=ok]", "Write `api=ok`."),
        ("{api: ok}", "Write `api=ok`."),
        ("api: ok", "Write `api=ok`."),
        ("api", "Write `api=degraded, web=ok`."),
    ],
)
def test_the_hint_shows_the_correct_components(value: str, hint: str) -> None:
    (problem,) = written(f"- components: {value}")[1]
    assert (problem.code, problem.hint) == ("invalid-components", hint)


@pytest.mark.parametrize(
    "value", ["15:32", "60m", "2026-11-20 14:32 UTC", "2026\u201311\u201320 15:32"]
)
def test_corrected_is_written_like_a_promise(value: str) -> None:
    assert read(f"- corrected: {value}").corrected == at(14, 32)


@pytest.mark.parametrize(("value", "told"), [("no", False), ("Yes", True), ("FALSE", False)])
def test_announce_says_whether_readers_outside_are_told(value: str, *, told: bool) -> None:
    assert read(f"- announce: {value}").announce is told
    assert read("- impact: minor").announce is None


def test_announce_is_yes_or_no() -> None:
    (problem,) = written("- announce: later")[1]
    assert (problem.code, problem.span.column) == ("unknown-word", 13)


def test_next_cannot_be_none() -> None:
    (problem,) = written("- next: none")[1]
    assert problem.code == "invalid-time"
    assert problem.hint.startswith("Leave `next` out")


def test_the_window_of_maintenance() -> None:
    update = read("- window: 2026-11-20 22:00 / 2026-11-20 23:00 UTC", Sort.MAINTENANCE)
    assert update.window == Window(start=at(21), end=at(23))


@pytest.mark.parametrize("none", ["none", "None.", "NONE .", " none. "])
def test_none_withdraws_a_field(none: str) -> None:
    keys = ("eta", "workaround", "cause", "fix", "action required")
    update = read("\n".join(f"- {key}: {none}" for key in keys))
    taken = (update.eta, update.workaround, update.cause, update.fix, update.action)
    assert taken == (WITHDRAWN,) * 5


@pytest.mark.parametrize("text", ["none yet", "none, we think.", "No.", "n.one"])
def test_text_that_begins_with_none_is_text(text: str) -> None:
    assert read(f"- cause: {text}").cause == Text(markdown=text, path="x.md", line=2)


def test_escapes_of_formatters_change_nothing() -> None:
    plain = read("- components: api=major_outage\n- next: 15:00")
    assert read("- components: api=major\\_outage\n- next: 15\\:00") == plain


def test_places_of_components() -> None:
    update, _ = written("- components: api=ok,\n  web=ok")
    assert update
    spans = [(name.text, name.span.line, name.span.column) for name in update.components]
    assert spans == [("api", 2, 15), ("web", 3, 3)]


@pytest.mark.parametrize(
    ("text", "code", "sort"),
    [
        ("- components: api", "2:invalid-components", Sort.INCIDENT),
        ("- components: api: down", "2:invalid-components", Sort.INCIDENT),
        ("- components: api=ok,", "2:invalid-components", Sort.INCIDENT),
        ("- components: api=", "2:invalid-components", Sort.INCIDENT),
        ("- components: api=borken", "2:unknown-state", Sort.INCIDENT),
        ("- components: api=ok, api=down", "2:duplicate-component", Sort.INCIDENT),
        ("- impact: huge", "2:unknown-impact", Sort.INCIDENT),
        ("- next: soon", "2:invalid-time", Sort.INCIDENT),
        ("- next: none", "2:invalid-time", Sort.INCIDENT),
        ("- eta: 2026-11-20 14:00", "2:promise-not-later", Sort.INCIDENT),
        ("- corrected: 2026-11-20 14:00", "2:corrected-too-early", Sort.INCIDENT),
        ("- corrected: yesterday", "2:invalid-time", Sort.INCIDENT),
        ("- id: 2026-11-20", "2:invalid-update-id", Sort.INCIDENT),
        (
            "- window: 2026-11-20 22:00 / 2026-11-20 23:00",
            "2:misplaced-key",
            Sort.INCIDENT,
        ),
        ("- window: 2026-11-20 22:00 / 2026-11-20 21:00", "2:window-order", Sort.MAINTENANCE),
        ("- window: tonight", "2:invalid-window", Sort.MAINTENANCE),
        ("- components: api=down", "2:misplaced-key", Sort.NOTICE),
        ("- impact: minor", "2:misplaced-key", Sort.NOTICE),
    ],
)
def test_what_is_wrong(text: str, code: str, sort: Sort) -> None:
    assert codes(text, sort) == [code]


@pytest.mark.parametrize(
    ("heading", "sort", "words"),
    [
        ("## Resolved — 2026-11-20 16:00", Sort.INCIDENT, "It stays that way"),
        ("## Completed — 2026-11-20 16:00", Sort.MAINTENANCE, "a separate incident"),
    ],
)
def test_a_bad_state_at_the_end_is_a_warning(heading: str, sort: Sort, words: str) -> None:
    update, problems = written("- components: api=degraded, web=ok", sort, heading)
    assert update
    (problem,) = problems
    assert (problem.code, problem.is_error, problem.span.column) == ("harmed-at-end", False, 15)
    assert words in problem.hint


def test_fields_are_read_under_a_broken_heading() -> None:
    update, problems = written("- next: 15:00\n- impact: huge", heading="## Update")
    assert update is None
    assert [problem.code for problem in problems] == ["heading-without-time", "unknown-impact"]
