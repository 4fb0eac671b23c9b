"""The scenarios of a new project: alike in all languages, and fit to be sent unchanged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import statusgen
from statusgen.model import Scenario
from statusgen.problems import Problems
from statusgen.reading.scenario import parse_scenario
from statusgen.source.text import Source

FOLDER = Path(statusgen.__file__).parent / "starter/scenarios"
LANGUAGES = sorted(path.name for path in FOLDER.iterdir())
FILES = sorted(FOLDER.glob("*/*.md"))
APOLOGY = re.compile(r"\b(?:sorry|apologi[sz]e|excuses)\b")


def read(path: Path) -> Scenario:
    problems = Problems()
    source = Source(path=path.name, text=path.read_text(encoding="utf-8"))
    scenario = parse_scenario(source, problems, zone="UTC", language="en").scenario
    assert list(problems) == []
    assert scenario
    return scenario


def facts(path: Path) -> object:
    """Return what must not depend on the language."""
    known = read(path)
    return (
        [(phase.state, sorted(name for name, _ in phase.fields)) for phase in known.phases],
        (known.kinds, known.impact, known.cadence, known.duration, known.roles),
        (known.postmortem, known.internal),
        [(variable.name, variable.default is None) for variable in known.variables],
        re.findall(r"^\d+(?=\. )", known.runbook.markdown, re.MULTILINE),
        re.findall(r"`statusgen (\w+)", known.runbook.markdown),
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_text_repeats_nothing_that_the_site_adds(path: Path) -> None:
    for phase in read(path).phases:
        text = phase.text.markdown
        assert text.count("{{ components }}") <= 1
        assert not re.search(r"\{\{ (?:next|eta|now|started|title|cause|fix) \}\}", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_only_the_end_apologises_and_only_once(path: Path) -> None:
    for phase in read(path).phases:
        found = APOLOGY.findall(phase.text.markdown)
        assert len(found) <= phase.state.is_end, phase.state


@pytest.mark.parametrize("name", sorted({path.name for path in FILES}))
def test_the_languages_say_the_same(name: str) -> None:
    first, *others = (facts(FOLDER / language / name) for language in LANGUAGES)
    for other in others:
        assert other == first
