"""One file under scenarios/: text in, an entry out.

A scenario reads like an incident whose headings have no times. Its texts have
placeholders; those, its components and roles are looked up by ``assemble``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from statusgen.markup.finding import Finder
from statusgen.model import (
    STATES,
    ComponentState,
    Decision,
    Phase,
    Scenario,
    Sort,
    State,
    Text,
    Variable,
)
from statusgen.notation.times import Stamp
from statusgen.notation.words import RUNBOOK, fold
from statusgen.notation.words import STATES as WORDS
from statusgen.problems import Problems, Span
from statusgen.reading.entries import Entry, read_head
from statusgen.reading.sections import HeadingReader, Section, name_of_sort, short, split
from statusgen.reading.update_fields import Field, name_of, split_fields, warn_of_fields
from statusgen.reading.updates import LONG_AGO, FieldReader, text_of
from statusgen.schema.front_matter import ScenarioFront
from statusgen.source.page import Line, scan
from statusgen.source.text import Scalar, Source

__all__ = ["ScenarioEntry", "parse_scenario"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioEntry(Entry):
    """A scenario as it was read. It is never published."""

    internal: bool = True
    scenario: Scenario | None = None
    """``None`` where it could not be read whole. Its components may have old names still."""
    components: tuple[Scalar, ...] = ()
    """Every component that is named, each time."""
    fillable: tuple[Text, ...] = ()
    """What may have placeholders: texts for readers, and values of fields, each at its line."""
    variables: tuple[str, ...] = ()
    """What fills placeholders."""

    @property
    def is_read(self) -> bool:
        """Whether all of it could be read."""
        return self.scenario is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _PhaseReader(HeadingReader):
    """Tells headings from text where they have no times."""

    runbooks: list[Span] = field(default_factory=list)

    def read_title(self, title: str, line: Line, span: Span) -> Section:
        """Read ``State`` or ``Runbook``."""
        if RUNBOOK.find(title):
            self.runbooks.append(span)
            return Section(heading=span)
        state = WORDS.find(title)
        if not state and (known := next((w for w in WORDS.spellings if _begins(title, w)), None)):
            self.problems.error(
                "heading-with-time",
                f"`{short(title)}` has more than a state",
                span,
                f"Write `## {known.capitalize()}`: a scenario has a text for each state, "
                "whenever it comes.",
            )
            return Section(heading=span)
        return Section(heading=span, state=self.check_state(state, title, line, span))


def _begins(title: str, word: str) -> bool:
    return title.casefold().startswith(f"{word} ")


def parse_scenario(
    source: Source, problems: Problems, *, zone: str, language: str
) -> ScenarioEntry:
    """Read a file; ``zone`` and ``language`` are the site's. There always is an entry."""
    entry = ScenarioEntry.unread(source.path)
    head = read_head(ScenarioFront, source, problems, zone=zone)
    if not head:
        return entry
    front = head.front
    reader = _PhaseReader(source=source, problems=problems, sort=front.sort, zone=zone)
    above, sections = split(scan(source, head.body_line, problems), reader)
    _report_twice(sections, reader.runbooks, problems)
    entry = replace(entry, source=source, front=head.keys, zone=head.zone)
    parts = _Parts(entry=entry, front=front, problems=problems)
    phases = tuple(parts.phases(sections))
    if not phases:
        _report_no_phase(front.sort, head.keys.span, problems)
    scenario = Scenario(
        slug=entry.name,
        path=source.path,
        title=front.title,
        sort=front.sort,
        phases=phases,
        runbook=parts.runbook(sections, reader.runbooks),
        summary=text_of(above, source),
        kinds=front.kinds,
        impact=front.impact,
        components=tuple(
            (name.text, ComponentState.UNDER_MAINTENANCE if state is None else state)
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
        allow=tuple(code.text for code in front.allow),
    )
    return replace(
        entry,
        allow=front.allow,
        roles=front.roles,
        components=(*(name for name, _ in front.named), *parts.components),
        fillable=parts.fillable,
        variables=front.fillable,
        scenario=scenario if head.complete and phases else None,
    )


@dataclass(slots=True, kw_only=True)
class _Parts:
    """Reads what stands under the headings of one file."""

    entry: ScenarioEntry
    front: ScenarioFront
    problems: Problems
    components: tuple[Scalar, ...] = ()
    fillable: tuple[Text, ...] = ()

    def phases(self, sections: Iterable[Section]) -> Iterator[Phase]:
        """Yield a phase for each section with a state."""
        source = self._source
        for section in sections:
            if not section.state:
                continue
            fields, lines = split_fields(section.lines, source, self.problems)
            warn_of_fields(lines, source, self.problems)
            for each in fields:
                self._check(each, section.state)
            text = text_of(lines, source)
            self.fillable += (text,)
            yield Phase(
                state=section.state,
                fields=tuple((name_of(each.key), each.value) for each in fields),
                text=text,
            )

    def runbook(self, sections: Iterable[Section], headings: list[Span]) -> Text:
        """Return the text of the first runbook."""
        found = (each for each in sections if each.heading in headings)
        return text_of(next((each.lines for each in found), ()), self._source)

    @property
    def _source(self) -> Source:
        return self.entry.source or Source(path=self.entry.path, text="")

    def _check(self, each: Field, state: State) -> None:
        """Read a field for its mistakes; one with placeholders is read when they are filled."""
        if each.key in {"id", "corrected", "window"}:
            self.problems.error(
                "misplaced-key",
                f"`{name_of(each.key)}` has no meaning in a scenario",
                each.name,
                "It belongs to one update that was published.",
            )
            return
        text = Text(markdown=each.value, path=self.entry.path, line=each.span.line)
        if Finder().placeholders(each.value):
            self.fillable += (text,)
            return
        stamp = Stamp(at=LONG_AGO, zone=self.entry.zone)
        reader = FieldReader(
            problems=self.problems,
            stamp=stamp,
            sort=self.front.sort,
            zone=self.entry.zone,
            path=self.entry.path,
        )
        update = reader.add(reader.blank(state), each)
        self.components += tuple(
            Scalar(text=name, span=each.find(name)) for name, _ in update.components
        )


def _report_twice(sections: Iterable[Section], runbooks: list[Span], problems: Problems) -> None:
    seen: dict[str, Span] = {}
    for section in sections:
        name = "runbook" if section.heading in runbooks else section.state and section.state.word
        if not name:
            continue
        earlier = seen.setdefault(name, section.heading)
        if earlier is not section.heading:
            problems.error(
                "duplicate-phase",
                f"There are two texts for `{name}`",
                section.heading,
                f"The other one stands on line {earlier.line}. Make one of both.",
            )


def _report_no_phase(sort: Sort, span: Span, problems: Problems) -> None:
    word = STATES[sort][0].heading
    problems.error(
        "no-phase",
        f"There is no text for {name_of_sort(sort)} in this file",
        span,
        f"Add one for the first state:\n## {word}\nWhat readers should know.",
    )
