"""Turning off codes of good practice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from assembly import SITE, assembled, codes, incident, postmortem

from statusgen.advice.codes import CODES, OVERDUE

X = "incidents/x.md"
LATE = incident("allow: [vague-title]\n", "- next: 15:00\n\nWe look.")
DOCS = Path(__file__).parents[2] / "docs/problems.md"


def test_the_docs_of_good_practice_have_these_codes() -> None:
    text = (
        DOCS.read_text(encoding="utf-8").partition("\n## Good practice\n")[2].partition("\n## ")[0]
    )
    listed = re.findall(r"^### `(.+)`$", text, re.MULTILINE)
    assert set(listed) == CODES | {"unknown-code"}
    assert set(listed[:6]) == OVERDUE  # "the first six are overdue"


@pytest.mark.parametrize(
    ("keys", "advice", "expected"),
    [
        ("", "", ["overdue-promise"]),
        ("allow: [overdue-promise]\n", "", []),
        ("allow: [vague-title, long-silence]\n", "", ["overdue-promise"]),
        ("", "advice: {overdue-promise: We phone.}\n", []),
        ("", "advice: {long-silence: We phone.}\n", ["overdue-promise"]),
    ],
)
def test_codes_that_are_turned_off(keys: str, advice: str, expected: list[str]) -> None:
    files = {X: LATE.replace("allow: [vague-title]\n", keys), "site.yml": SITE + advice}
    assert [code.split(":")[2] for code in codes(files)] == expected


def test_warnings_from_reading_can_be_turned_off() -> None:
    text = (
        incident().replace("Investigating", "Resolved")
        + "\n## Resolved — 2026-11-20 15:00\n\n- components: api=degraded\n"
    )
    assert codes({X: text}) == [f"{X}:11:harmed-at-end"]
    off = "advice: {harmed-at-end: So it is.}\n"
    assert codes({X: text, "site.yml": SITE + off}) == []
    assert codes({X: text.replace("---\n", "---\nallow: [harmed-at-end]\n", 1)}) == []


def test_an_unknown_code_is_a_warning() -> None:
    files = {
        X: incident("allow: [long-silense, remote-image]\n"),
        "postmortems/p.md": postmortem("incident: x\nallow: [xxxxxx]\n"),
        "site.yml": f"{SITE}advice: {{secret-in-text: No., late: 'Yes.'}}\n",
    }
    _, problems = assembled(files)
    assert [
        (
            each.span.path.removeprefix("content/"),
            each.span.text[each.span.column - 1 :][:8],
            each.code,
        )
        for each in problems
    ] == [
        (X, "long-sil", "unknown-code"),
        (X, "remote-i", "unknown-code"),
        ("postmortems/p.md", "xxxxxx]", "unknown-code"),
        ("site.yml", "secret-i", "unknown-code"),
        ("site.yml", "late: 'Y", "unknown-code"),
    ]
    hints = [each.hint for each in problems]
    assert hints[0] == "Did you mean `long-silence`?"
    assert (
        hints[3] == "Write `allow: [secret-in-text]` in the front matter of the file that you mean."
    )


def test_a_retired_code_may_be_turned_off_and_does_nothing() -> None:
    files = {
        X: incident("allow: [blames-person]\n", "Ana forgot to renew the certificate."),
        "site.yml": f"{SITE}advice: {{blames-person: We wrote so long ago.}}\n",
    }
    assert codes(files) == []


def test_only_the_file_itself_can_allow_a_secret() -> None:
    text = incident("", "AKIAABCDEFGH234567AB")
    site = f"{SITE}advice: {{secret-in-text: No.}}\n"
    assert codes({X: text, "site.yml": site}) == [
        f"{X}:7:secret-in-text",
        "site.yml:14:unknown-code",
    ]
