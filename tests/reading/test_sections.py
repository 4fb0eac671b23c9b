from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import Sort, State
from statusgen.problems import Problems
from statusgen.reading.sections import HeadingReader, Section, split, unescape
from statusgen.source.page import scan
from statusgen.source.text import Source

TIME = "2026-11-20 14:05"
AT = datetime(2026, 11, 20, 13, 5, tzinfo=UTC)


def read(text: str, sort: Sort = Sort.INCIDENT) -> tuple[list[str], tuple[Section, ...], Problems]:
    problems = Problems()
    source = Source(path="x.md", text=text)
    lines = scan(source, 1, problems)
    reader = HeadingReader(source=source, problems=problems, sort=sort, zone="Europe/Paris")
    above, sections = split(lines, reader)
    return [line.text for line in above], sections, problems


def codes(text: str, sort: Sort = Sort.INCIDENT) -> list[str]:
    return [f"{problem.span.line}:{problem.code}" for problem in read(text, sort)[2]]


@pytest.mark.parametrize(
    "heading",
    [
        f"## Monitoring — {TIME}",
        f"## monitoring \u2013 {TIME}",
        f"## MONITORING - {TIME}",
        f"## Monitoring -- {TIME}",
        f"## Monitoring | {TIME}",
        f"## Monitoring|{TIME}",
        f"## Monitoring · {TIME}",
        f"## Monitoring @ {TIME}",
        f"## Monitoring : {TIME}",
        f"## Monitoring\uff1a{TIME}",
        f"## Monitoring at {TIME}",
        f"## Monitoring {TIME}",
        f"## Monitoring\u00a0\u2014\u00a0{TIME}",
        f"##\tMonitoring \u2212 {TIME}  ##  ",
        f"\u200b##\u00a0Moni\u00adtoring \u2014 {TIME}\u200b",
        "\uff03\uff03\u3000Monitoring\uff20\uff12\uff10\uff12\uff16\u201311\u201320 14\uff1a05",
        f"## Sous surveillance — {TIME} Europe/Paris",
        "## Monitoring — 2026-11-20T13:05:00Z",
        "## Monitoring \\- 2026\\-11\\-20 14:05",
        f"## Monitoring — {TIME} <!-- by Ana -->",
    ],
)
def test_headings(heading: str) -> None:
    above, sections, problems = read(f"a\n{heading}\n\nb")
    assert not problems.errors
    assert above == ["a"]
    (section,) = sections
    assert section.state is State.MONITORING
    assert section.stamp
    assert section.stamp.at == AT
    assert [line.text for line in section.lines] == ["", "b"]


def test_a_section_for_the_team_has_no_state() -> None:
    (section,) = read(f"## Internal — {TIME}\n\nDecision: wait.")[1]
    assert section.internal
    assert section.state is None
    assert section.stamp


@pytest.mark.parametrize("sort", Sort)
def test_each_sort_has_its_states(sort: Sort) -> None:
    words = [
        State.INVESTIGATING,
        State.RESOLVED,
        State.UPDATE,
        State.SCHEDULED,
        State.IN_PROGRESS,
        State.CANCELLED,
        State.NOTICE,
    ]
    wrong = {
        Sort.INCIDENT: [4, 5, 6, 7],
        Sort.MAINTENANCE: [1, 2, 7],
        Sort.NOTICE: [1, 4, 5, 6],
    }
    text = "\n".join(f"## {word.replace('_', ' ')} — {TIME}" for word in words)
    assert codes(text, sort) == [f"{line}:wrong-state" for line in wrong[sort]]


@pytest.mark.parametrize(
    "text",
    [
        "#4711 is open",
        "### Inside",
        "######deep",
        "####### seven",
        "    ## code",
        "\t# code",
        "a #",
        "a\n\n---\n\nb",
        "### Inside\n---",
        "- a\n-\n- b",
        "> a\n---",
        f"## Update — {TIME}\n---",
        "| a |\n| - |",
        "```\n## Update\n---\n# x\n```",
        "a\n***",
        "**Update 14:05:** We are back.",
        "**Update**: all is well at 14:05",
        "<!-- a -->\n---",
    ],
)
def test_lines_that_are_not_headings(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "### For support",
        "#### for the support",
        "## For support: Identified",
        "### For legal: Identified",
        "### Pour l\u2019assistance : Identifié",
        "### For Management ###",
        f"## For social: Resolved — {TIME}",
    ],
)
def test_a_text_for_an_audience_would_be_published(text: str) -> None:
    assert codes(text) == ["1:stray-heading"]


@pytest.mark.parametrize(
    "text", ["### For customers in Europe", "### For support: call us", "### Forms: Identified"]
)
def test_other_headings_may_begin_like_those_for_an_audience(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("## Next steps", "1:stray-heading"),
        ("## Step 2 of 3", "1:stray-heading"),
        ("## ", "1:stray-heading"),
        ("# Title", "1:stray-heading"),
        ("#", "1:stray-heading"),
        ("## Update", "1:heading-without-time"),
        ("## Internal", "1:heading-without-time"),
        ("## Update — 14:05", "1:invalid-time"),
        (f"## Upadte — {TIME}", "1:unknown-state"),
        (f"## Update{TIME}", "1:unknown-state"),
        (f"## {TIME}", "1:unknown-state"),
        (f"## {TIME} — Update", "1:unknown-state"),
        ("## Update — yesterday", "1:heading-without-time"),
        ("## Internal — {{ now }}", "1:heading-without-time"),
        ("## Resolved — Nov 20, 2026 14:05", "1:invalid-time"),
        ("## Resolved Nov 20 2026 14:05", "1:invalid-time"),
        ("## Update on the database", "1:stray-heading"),
        (f"# Resolved — {TIME}", "1:stray-heading"),
        (f"### Resolved — {TIME}", "1:update-in-text"),
        (f"#Internal - {TIME} #", "1:update-in-text"),
        (f"a\n    ## Resolved — {TIME}", "2:update-in-text"),
        (f"**Resolved** \u2014 {TIME}", "1:update-in-text"),
        (f"**Resolved: {TIME}**", "1:update-in-text"),
        (f"##{' ' * 300_000}a{' ' * 300_000}{TIME}", "1:stray-heading"),
        (f"##Update — {TIME}", "1:heading-without-blank"),
        (f" ## Update — {TIME}", "1:indented-heading"),
        ("   ## Next steps", "1:indented-heading"),
        ("  # Title", "1:stray-heading"),
        ("a\n---", "2:underlined-heading"),
        ("- a\n  ===  ", "2:underlined-heading"),
        ("a\n-", "2:underlined-heading"),
    ],
)
def test_wrong_headings_are_reported(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_a_misspelt_state_gets_a_suggestion() -> None:
    hints = [problem.hint for problem in read(f"## Intenral — {TIME}\n## Resovled {TIME}")[2]]
    assert [hint.split("?")[0] for hint in hints] == [
        "Did you mean `internal`",
        "Did you mean `resolved`",
    ]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("## Fixed", "Did you mean `## Resolved — 2026-11-20 14:05`?"),
        ("# Clôturé", "Did you mean `## Resolved — 2026-11-20 14:05`?"),
        (f"## Fixed — {TIME}", "Did you mean `resolved`?"),
        (f"## Mitigated — {TIME}", "Did you mean `monitoring`?"),
        (f"## {TIME} - text", "Write the state first: `## Update — 2026-11-20 14:05`."),
        (f"## Update — {TIME} - text", "Write `2026-11-20 14:05`."),
        ("## Resolved — 20.11.2026 14:05", "Did you mean `2026-11-20 14:05`?"),
    ],
)
def test_the_hint_names_what_was_probably_meant(text: str, hint: str) -> None:
    ((problem),) = read(text)[2]
    assert problem.hint.startswith(hint)


def test_only_states_of_the_sort_are_suggested() -> None:
    ((problem),) = read(f"## Resolvd — {TIME}", Sort.MAINTENANCE)[2]
    assert problem.hint.startswith("Choose one of: scheduled,")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (f"{TIME} — Résolu", "Write the state first: `## Update — "),
        (f"# Resolved — {TIME}", f"An update has two `#` marks: `## Resolved — {TIME}`."),
        (f"### In progress — {TIME}", f"of the line: `## In progress — {TIME}`."),
        (f"Resolved — {TIME}\n===", f"Write the update on one line: `## Resolved — {TIME}`."),
        ("# Resolved", "Inside a text, write `### Resolved`"),
    ],
)
def test_the_hint_shows_the_correct_heading(text: str, hint: str) -> None:
    ((problem),) = read(text if text[0] in "#R" else f"## {text}")[2]
    assert hint in problem.hint


def test_an_update_with_one_mark_counts_as_a_broken_update() -> None:
    _, sections, _ = read(f"# Resolved — {TIME}\na")
    assert [section.state for section in sections] == [None]


def test_a_broken_heading_keeps_the_text_below_it() -> None:
    _, sections, _ = read(f"## Update — {TIME}\na\n##Resolved — {TIME}\nb")
    assert [[line.text for line in section.lines] for section in sections] == [["a"], ["b"]]
    assert sections[1].state is None


def test_unescape() -> None:
    assert unescape(r"In\_progress \a \\") == r"In_progress \a " + "\\"


@given(st.text(alphabet="#- =at0126:\n|", max_size=60) | st.text(max_size=60))
def test_any_text(text: str) -> None:
    text = text.replace("\0", "")
    above, sections, problems = read(text)
    rows = len(above) + len(sections) + sum(len(section.lines) for section in sections)
    assert rows == text.count("\n") + 1
    for problem in problems:
        assert problem.span.text == text.split("\n")[problem.span.line - 1]
