"""Published words that changed without `corrected`."""

from __future__ import annotations

import pytest
from sample import INCIDENT, NOW, SITE

from statusgen.advice.corrections import find_uncorrected
from statusgen.problems import Problems
from statusgen.reading.content import Content, read_content
from statusgen.source.text import File, Texts

PATH = "content/incidents/2026-11-20-api.md"
DRAFT = INCIDENT.replace("title", "draft: true\ntitle")
SILENT = INCIDENT.replace("Some requests", "All requests")
CORRECTED = SILENT.replace("- next", "- corrected: 14:30\n- next")
UPDATE = "\n## Identified — 2026-11-20 14:30\n\nA release is the cause.\n"


def read(text: str) -> Content:
    pair = (("content/site.yml", SITE), (PATH, text))
    files = tuple(File(path=path, data=text.encode()) for path, text in pair)
    problems = Problems()
    content = read_content(Texts(files=files), problems)
    assert not list(problems)
    return content


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (INCIDENT, SILENT, [6]),
        (INCIDENT, INCIDENT.replace("15:00", "15:00\n- workaround: Wait."), [6]),
        (CORRECTED, CORRECTED.replace("All", "Most"), [6]),
        (CORRECTED, CORRECTED.replace("All", "Most").replace("14:30", "14:35"), []),
        (INCIDENT, CORRECTED, []),
        (INCIDENT, INCIDENT.replace("Some requests", "Some  *requests*\n<!-- who? -->"), []),
        (INCIDENT, INCIDENT + UPDATE, []),
        (INCIDENT.replace("14:05", "15:05"), SILENT.replace("14:05", "15:05"), []),
        (DRAFT, SILENT, []),
        (INCIDENT, DRAFT.replace("Some", "All"), []),
    ],
)
def test_other_words_need_a_correction(before: str, now: str, found: list[int]) -> None:
    problems = find_uncorrected(read(before).incidents, read(now).incidents, NOW)
    assert [each.span.line for each in problems] == found
