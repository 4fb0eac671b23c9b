"""A page for each scenario: whom to call, what to do, and the texts to send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from statusgen.advice.overdue import cadence_for
from statusgen.handbook import frame
from statusgen.handbook.people import Duty, duties_of
from statusgen.markup.finding import Finder
from statusgen.model import (
    ComponentState,
    Decision,
    Impact,
    Kind,
    Phase,
    Scenario,
    Site,
    Sort,
    State,
    StaticFile,
    Text,
    Variable,
)
from statusgen.moments import impact_of
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.kit import Kit

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces; of each whether it is a placeholder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What is sent in one state, as it is copied."""

    state: State
    pieces: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A scenario."""

    slug: str
    title: str
    sort: Sort
    internal: bool
    language: str
    kinds: tuple[Kind, ...]
    impact: Impact | None
    """As stated, or as it follows from the components; none where neither says it."""
    components: tuple[tuple[str, ComponentState], ...]
    """Names that readers know, with states."""
    cadence: timedelta | None
    """Its own, else the site's for its impact."""
    duration: timedelta | None
    decision: Decision | None
    summary: Text
    runbook: Text
    duties: tuple[Duty, ...]
    variables: tuple[Variable, ...]
    passages: tuple[Passage, ...]

    @property
    def command(self) -> str:
        """What makes an incident of it."""
        return f"statusgen new {self.slug}"

    @property
    def urgency(self) -> tuple[bool, bool, int, str]:
        """By what scenarios are sorted: what hurts most first, maintenance and notices last."""
        rank = -1 if self.impact is None else int(self.impact)
        return (self.sort is not Sort.INCIDENT, self.internal, -rank, self.title.casefold())


def each(site: Site) -> Iterator[Chapter]:
    """Yield a chapter for each scenario, the most urgent first."""
    chapters = (_chapter(scenario, site) for scenario in site.practice.scenarios)
    yield from sorted(chapters, key=lambda chapter: chapter.urgency)


def plan(chapters: tuple[Chapter, ...], files: Iterable[StaticFile]) -> Iterator[Artifact]:
    """Declare their pages, and copies of the author's files that they show or link to."""
    shown = set()
    for chapter in chapters:
        yield frame.artifact(frame.scenario(chapter.slug), render, chapter)
        targets = (*chapter.summary.targets, *chapter.runbook.targets)
        shown |= {target.partition("#")[0] for _, target in targets}
    for file in files:
        if file.path in shown and file.path.startswith(frame.STATIC):
            yield Artifact(path=file.path, stage=Stage.ASSET, render=copy, values=(file.data,))


def copy(kit: Kit, data: bytes) -> bytes:
    """Return the bytes as they are."""
    del kit
    return data


def render(kit: Kit, chapter: Chapter) -> bytes:
    """Render one."""
    address = frame.scenario(chapter.slug)
    return frame.page(kit, "scenario.html", address, title=chapter.title, chapter=chapter)


def pieces_of(markdown: str, finder: Finder) -> Pieces:
    """Cut a text at its placeholders; those in code are text."""
    lines = markdown.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    pieces, place = [], 0
    for found in finder.placeholders(markdown):
        start = starts[found.line - 1] + found.column - 1
        pieces += [(markdown[place:start], False), (markdown[start : start + found.length], True)]
        place = start + found.length
    return tuple(piece for piece in (*pieces, (markdown[place:], False)) if piece[0])


def _chapter(scenario: Scenario, site: Site) -> Chapter:
    names = {leaf.id: leaf.name for leaf in site.leaves}
    finder = Finder()
    impact = scenario.impact
    if impact is None and scenario.sort is Sort.INCIDENT and scenario.components:
        impact = impact_of(state for _, state in scenario.components)
    return Chapter(
        slug=scenario.slug,
        title=scenario.title,
        sort=scenario.sort,
        internal=scenario.internal,
        language=scenario.language,
        kinds=scenario.kinds,
        impact=impact,
        components=tuple((names[name], state) for name, state in scenario.components),
        cadence=cadence_for(site.practice, scenario.sort, impact, scenario.cadence),
        duration=scenario.duration,
        decision=scenario.postmortem,
        summary=scenario.summary,
        runbook=scenario.runbook,
        duties=duties_of(site.practice.roles(scenario.roles)),
        variables=scenario.variables,
        passages=tuple(_passage(phase, finder) for phase in scenario.phases),
    )


def _passage(phase: Phase, finder: Finder) -> Passage:
    fields = "\n".join(f"- {key}: {value}" for key, value in phase.fields)
    text = phase.text.markdown.strip("\n")
    whole = "\n\n".join(part for part in (fields, text) if part)
    return Passage(state=phase.state, pieces=pieces_of(whole, finder))
