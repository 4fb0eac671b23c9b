"""Whatever people type stays text in the file, and readers see it as typed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statusgen.authoring.escaping import as_line, as_log, as_text, as_value, clean, on_one_line
from statusgen.markup.converter import Converter
from statusgen.markup.finding import Finder
from statusgen.model import WITHDRAWN, Text
from statusgen.problems import Problems
from statusgen.reading.incident import IncidentEntry, parse_incident
from statusgen.source.text import File, decode

FINDER = Finder()

BEFORE = """\
---
title: Errors
---

## Investigating — 2026-11-20 14:05 UTC

We look.

"""
AFTER = "\n## Update — 2026-11-20 15:00 UTC\n\nThat is `all`.\n"

HOSTILE = (
    *("## Resolved — 2026-11-20 14:05", "## Internal — 2026-11-20 14:05", "# One", "##none"),
    *("---", "+++", "===", "```", "~~~~", "<!--", "-->", "{{ name }}", "`", "``", "\\"),
    *("next: 15:00", "- cause: x", "nxet: 15:00", "**next**: 15:00", "Next update 15:00"),
    *("\n", "\n\n", "\r\n", "\r", " ", "    ", "\t", "> ", "- ", "1. ", "* ", "|", "&amp;"),
    *("\u2028", "\x07", "\ufeff", "\u202e", "\ud800"),
    *("<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "| a | b |\n|---|---|\n", "[a]: http://x"),
)
MESSAGES = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=12).map("".join)


def read(section: str) -> tuple[IncidentEntry, list[str]]:
    problems = Problems()
    file = File(path="content/incidents/a.md", data=f"{BEFORE}{section}{AFTER}".encode())
    source = decode(file, problems)
    assert source
    entry = parse_incident(source, problems, zone="UTC")
    return entry, [problem.code for problem in problems]


def shown(markdown: str) -> str:
    return Converter().to_plain(Text(markdown=markdown), address=str)


@given(MESSAGES, st.booleans())
def test_any_message_is_the_text_of_exactly_one_update(message: str, below_fields: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    text = as_text(message, below_fields=below_fields)
    fields = "- impact: none\n\n" if below_fields else ""
    entry, codes = read(f"## Update — 2026-11-20 14:30 UTC\n\n{fields}{text}\n")
    assert codes == []
    assert entry.incident
    assert len(entry.incident.updates) == 3
    assert entry.incident.team.log == ()
    assert entry.incident.updates[1].body.markdown.strip() == text.strip()
    assert entry.incident.updates[1].next is None
    assert entry.incident.updates[2].body.markdown == "That is `all`."
    assert FINDER.placeholders(text) == ()


@pytest.mark.parametrize(
    "message",
    [
        "## Resolved — 2026-11-20 14:05",
        "It is over.\n## Resolved — 2026-11-20 14:05\nYes.",
        "# A heading",
        "   ## A heading",
        "Title\n-----",
        "Title\n===",
        "---\ntitle: x\n---",
        "+++",
        "```\nnot closed",
        "~~~",
        "Before <!-- a comment",
        "<!-- a comment -->",
        "next: 15:00",
        "- cause: a release",
        "1. next: 15:00",
        "nxet: 15:00",
        "impact major",
        "Next update 15:00",
        "Hello {{ name }}",
        "\\next: 15:00",
    ],
)
def test_syntax_is_shown_as_typed(message: str) -> None:
    for below_fields in (False, True):
        text = as_text(message, below_fields=below_fields)
        assert shown(text).split() == message.split()


@pytest.mark.parametrize(
    "message",
    [
        "We **see** errors, and [look](https://example.com/a_b).",
        "- one\n- two\n\n### A part\n\n```\n## code, next: 15:00\n{{ name }}\n```",
        "#4711 is open, `next: 15:00` is code\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    ],
)
def test_ordinary_markdown_is_not_escaped(message: str) -> None:
    assert as_text(message, below_fields=True) == message


def test_space_around_a_message_is_removed() -> None:
    assert as_text("\n\n  We look. \nMore. \t\n\n", below_fields=False) == "  We look. \nMore."


def test_only_the_wrong_line_is_escaped() -> None:
    text = as_text("**Now**\n\n## Resolved — 2026-11-20 14:05\n\n**then**", below_fields=False)
    assert text == "**Now**\n\n\\#\\# Resolved — 2026-11-20 14:05\n\n**then**"


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("- impact: only Europe\n- others: fine", "- impact&#58; only Europe\n- others: fine"),
        (
            "We look.\n\n1. next: a test\n2. then more",
            "We look.\n\n1. next&#58; a test\n2. then more",
        ),
        ("> cause: a release", "> cause&#58; a release"),
        ("- [ ] fix: 1", "- [ ] fix&#58; 1"),
    ],
)
def test_lists_and_quotes_keep_their_format(message: str, written: str) -> None:
    assert as_text(message, below_fields=False) == written
    assert shown(written) == shown(message)


def test_misspelt_fields_are_escaped_only_without_fields_above() -> None:
    assert as_text("nxet: 15:00", below_fields=False) == "nxet&#58; 15:00"
    assert as_text("nxet: 15:00", below_fields=True) == "nxet: 15:00"


def test_fields_in_bold_stay_bold_text() -> None:
    assert as_text("**next**: 15:00", below_fields=True) == "**next**&#58; 15:00"


def test_a_line_is_not_escaped_if_escaping_the_one_above_is_enough() -> None:
    text = as_text("next: 15:00\nWe are on it.\nImpact: see above", below_fields=False)
    assert text == "next&#58; 15:00\nWe are on it.\nImpact&#58; see above"


@given(MESSAGES)
@example("none")
@example("`<!-- ` -->")
@example("{{ name }}")
def test_any_text_can_be_the_value_of_a_field(message: str) -> None:
    line = as_line(message)
    assert "\n" not in line
    if line:
        entry, codes = read(f"## Update — 2026-11-20 14:30 UTC\n\n- cause: {line}\n\nSo.\n")
        assert codes == []
        assert entry.incident
        cause = entry.incident.updates[1].cause
        if cause is not WITHDRAWN:
            assert isinstance(cause, Text)
            assert cause.markdown == line
            assert FINDER.placeholders(line) == ()


@given(MESSAGES)
def test_any_text_can_be_a_log_entry(message: str) -> None:
    entry, codes = read(f"## Internal — 2026-11-20 14:30 UTC\n\n{as_log(message)}\n")
    assert codes == []
    assert entry.incident
    assert len(entry.incident.updates) == 2
    (found,) = entry.incident.team.log
    assert found.text == as_log(message).strip()


def test_fields_and_comments_are_text_in_the_log() -> None:
    for text in ("next: call them", "- cause: Ana thinks so <!-- and Bo -->"):
        assert as_log(text) == text


@given(st.text(max_size=30))
def test_placeholder_values_are_shown_as_given(text: str) -> None:
    line = " ".join(clean(text).split())
    assert " ".join(shown(f"a {as_value(text)} z").split()) == f"a {line} z".replace("  ", " ")


def test_urls_in_values_remain_links() -> None:
    assert as_value("see https://example.com/a_b* and *that*") == (
        r"see https://example.com/a_b* and \*that\*"
    )


def test_brackets_around_a_url_are_escaped() -> None:
    assert as_value("[https://a.example]") == r"\[https://a.example\]"
    assert as_value("{https://a.example|") == r"\{https://a.example\|"


def test_forbidden_characters_are_removed() -> None:
    assert clean("a\r\nb\rc\u2028d\x07e\u202ef\ud800") == "a\nb\nc\ndef\N{REPLACEMENT CHARACTER}"


def test_a_title_is_cleaned_and_put_on_one_line() -> None:
    assert (
        on_one_line(" Some\r\npeople\t\u2028cannot \x07sign\u202e in ")
        == "Some people cannot sign in"
    )
