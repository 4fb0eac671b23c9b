"""Which open incident a new one may repeat."""

from __future__ import annotations

import pytest
from sample import INCIDENT, NOW, SITE

from statusgen.advice.duplicates import find_duplicate
from statusgen.source.text import File, Texts

APPS = INCIDENT.replace("api:", "dashboard:")
ENDED = f"{INCIDENT}\n## Resolved — 2026-11-20 14:35\n\nIt works.\n"
LATER = INCIDENT.replace("14:05", "14:55").replace("15:00", "16:00")


def headed(text: str, line: str) -> str:
    return text.replace("---\n", f"---\n{line}\n", 1)


def texts(name: str, text: str) -> Texts:
    pair = {"content/site.yml": SITE, f"content/incidents/2026-11-20-{name}.md": text}
    return Texts(files=tuple(File(path=path, data=each.encode()) for path, each in pair.items()))


@pytest.mark.parametrize(
    ("mine", "theirs", "shared"),
    [
        (INCIDENT, INCIDENT, "component: api"),
        (INCIDENT.replace("api: ", "dashboard: down, api: "), INCIDENT, "component: api"),
        (INCIDENT, INCIDENT.replace("{api: partial_outage}", "{all: down}"), "component: api"),
        (headed(INCIDENT, "scenario: x"), headed(APPS, "scenario: x"), "scenario: x"),
        (headed(INCIDENT, "scenario: x"), headed(APPS, "scenario: y"), None),
        (INCIDENT, APPS, None),
        (INCIDENT, ENDED, None),
        (ENDED, INCIDENT, None),
        (INCIDENT, LATER, None),
        (INCIDENT, headed(INCIDENT, "internal: true"), None),
        (headed(INCIDENT, "draft: true"), INCIDENT, None),
        (INCIDENT, "not a file", None),
    ],
)
def test_it_is_open_and_shares_a_scenario_or_a_component(
    mine: str, theirs: str, shared: str | None
) -> None:
    found = find_duplicate(texts("mine", mine), texts("theirs", theirs), NOW)
    assert (found and found.reason) == (
        f"2026-11-20-theirs (Elevated error rates) is open, with the same {shared}"
        if shared
        else None
    )
    assert not found or found.path == "content/incidents/2026-11-20-mine.md"
