"""Read one file under scenarios/ into an entry.

A scenario is like an incident whose headings have no times. ``assemble`` checks its
placeholders, components and roles.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from statusgen.markup.finding import Finder
from statusgen.model import (
    MANAGEMENT,
    STATES,
    ComponentState,
    Decision,
    Phase,
    Scenario,
    State,
    Text,
    Variable,
)
from statusgen.notation.times import Stamp
from statusgen.notation.words import RUNBOOK, fold
from statusgen.notation.words import STATES as WORDS
from statusgen.problems import Problems, Span
from statusgen.reading.entries import Entry, read_entry
from statusgen.reading.sections import AUDIENCE, HeadingReader, Section, split
from statusgen.reading.updates import (
    LONG_AGO,
    FieldReader,
    WrittenUpdate,
    split_fields,
    text_of,
    warn_of_fields,
)
from statusgen.schema.front_matter import ScenarioFront
from statusgen.source.page import Line
from statusgen.source.text import Scalar, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioEntry(Entry):
    """A scenario as it was read. It is never published."""

    internal: bool = True
    scenario: Scenario | None = None
    """``None`` if it could not be read completely. It may still have old component ids."""
    components: tuple[Scalar, ...] = ()
    """Every mention of a component."""
    fillable: tuple[Text, ...] = ()
    """Texts for readers and values of fields, which may have placeholders."""
    variables: tuple[str, ...] = ()
    """The names of its placeholders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _PhaseReader(HeadingReader):
    """Finds headings without times."""

    def read_title(self, title: str, line: Line, span: Span) -> Section:
        """Read ``State``, ``For support: State`` or ``Runbook``."""
        if RUNBOOK.find(title):
            return Section(heading=span, internal=True)
        if (found := AUDIENCE.fullmatch(title)) and found["state"]:
            state = self.check_state(WORDS.find(found["state"]), found["state"], line, span)
            who = Scalar(text=found["who"], span=self.source.find(line.number, found["who"]))
            return Section(heading=span, state=state, audience=who)
        state = WORDS.find(title)
        return Section(heading=span, state=self.check_state(state, title, line, span))


def parse_scenario(source: Source, problems: Problems, zone: str, language: str) -> ScenarioEntry:
    """Read a file; ``zone`` and ``language`` are those of the site. It always has an entry."""
    entry, front, lines = read_entry(ScenarioEntry, ScenarioFront, source, problems, zone=zone)
    if not front:
        return entry
    reader = _PhaseReader(source=source, problems=problems, sort=front.sort, zone=entry.zone)
    above, sections = split(lines, reader)
    _report_twice(sections, problems)
    asides = [
        (each.audience, each.state, text_of(each.lines, source))
        for each in sections
        if each.audience and each.state
    ]
    read = [
        _read_phase(each, each.state, reader)
        for each in sections
        if each.state and not each.audience
    ]
    if not read:
        problems.error(
            "no-phase",
            "The scenario has no text for any state",
            entry.front.span,
            f"Add one for the first state:\n## {STATES[front.sort][0].heading}\n"
            "What readers should know.",
        )
    entry = replace(
        entry,
        roles=(*front.roles, *(who for who, _, _ in asides if fold(who.text) != MANAGEMENT)),
        components=(
            *(name for name, _ in front.named),
            *(name for _, _, names in read for name in names),
        ),
        fillable=(
            *(text for _, texts, _ in read for text in texts),
            *(text for _, _, text in asides),
        ),
        variables=front.fillable,
    )
    if not (entry.complete and read):
        return entry
    runbook = next((each.lines for each in sections if each.internal), ())
    scenario = Scenario(
        slug=entry.name,
        path=source.path,
        title=front.title,
        sort=front.sort,
        phases=tuple(phase for phase, _, _ in read),
        asides=tuple((fold(who.text), state, text) for who, state, text in asides),
        runbook=text_of(runbook, source),
        summary=text_of(above, source),
        kinds=front.kinds,
        impact=front.impact,
        components=tuple(
            (name.text, state if state is not None else ComponentState.UNDER_MAINTENANCE)
            for name, state in front.named
        ),
        cadence=front.cadence,
        duration=front.duration,
        roles=tuple(fold(role.text) for role in front.roles),
        postmortem=Decision(front.postmortem) if front.postmortem else None,
        language=front.language or language,
        variables=tuple(
            Variable(name=name.text, ask=each.ask, default=each.default)
            for name, each in front.variables.items()
        ),
        internal=front.internal,
    )
    return replace(entry, scenario=scenario)


_OF_ONE_UPDATE = frozenset({"id", "corrected", "window", "announce"})
"""Fields that only a published update can have."""


def _read_phase(
    section: Section, state: State, reader: HeadingReader
) -> tuple[Phase, tuple[Text, ...], tuple[Scalar, ...]]:
    """Return a phase, what of it may have placeholders, and the components that it names.

    A field with placeholders is read when they are filled.
    """
    source, problems = reader.source, reader.problems
    fields, lines = split_fields(section.lines, source, problems)
    warn_of_fields(lines, source, problems)
    for each in fields:
        if each.key in _OF_ONE_UPDATE:
            problems.error(
                "misplaced-key",
                f"`{each.key}` is not allowed in a scenario",
                each.name,
                "It belongs to a published update.",
            )
    known = [each for each in fields if each.key not in _OF_ONE_UPDATE]
    open_ = [each for each in known if Finder().placeholders(each.value)]
    texts = [Text(markdown=each.value, path=source.path, line=each.span.line) for each in open_]
    body = text_of(lines, source)
    fields_reader = FieldReader(reader=reader, stamp=Stamp(at=LONG_AGO, zone=reader.zone))
    update = fields_reader.read(state, [each for each in known if each not in open_], Text())
    written = WrittenUpdate(update=update, heading=section.heading, fields=fields)
    phase = Phase(state=state, fields=tuple((each.key, each.value) for each in fields), text=body)
    return phase, (*texts, body), written.components


def _report_twice(sections: Iterable[Section], problems: Problems) -> None:
    seen: dict[str, Span] = {}
    for section in sections:
        name = "runbook" if section.internal else section.state and section.state.word
        if section.audience and name:
            name = f"{fold(section.audience.text)}: {name}"
        earlier = seen.setdefault(name, section.heading) if name else section.heading
        if earlier is not section.heading:
            problems.error(
                "duplicate-phase",
                f"`{name}` has two texts",
                section.heading,
                f"The other one is on line {earlier.line}. Merge them.",
            )
