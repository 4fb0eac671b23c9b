"""The keys of the front matter of incidents, postmortems and scenarios.

Descriptions here are shown by editors.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag, ValidationInfo

from statusgen.model import ComponentState, Kind, Sort, Window
from statusgen.notation.times import window_of
from statusgen.notation.words import NOTICE_KIND
from statusgen.schema.fields import (
    AnyText,
    Context,
    Duration,
    Flag,
    Id,
    ImpactWord,
    Instant,
    KindWord,
    Language,
    Line,
    Moment,
    Paragraph,
    Pin,
    PostmortemWord,
    Reference,
    RoleName,
    StateWord,
    Zone,
    one_of,
    refuse,
)
from statusgen.schema.records import (
    ENTRIES,
    ITEMS,
    KeyedRecord,
    OneOrMany,
)
from statusgen.schema.urls import SitePath
from statusgen.source.text import Mapping, Node, Scalar, Sequence


def _form(node: Node) -> str:
    return "list" if isinstance(node, Sequence) else "states"


def _ids(node: Sequence, info: ValidationInfo) -> list[Node]:
    """Return a list of component ids; one with states, ``- api: down``, is what people try."""
    pair = next((each for each in node.items if isinstance(each, Mapping)), None)
    if pair:
        message = "Components with their states are no list"
        hint = "Write `{api: partial_outage, web: degraded}`, or each on a line without `- `."
        info.context.problems.error("wrong-shape", message, pair.span, hint)  # type: ignore[union-attr]
        raise refuse()
    return list(node.items)


Named = Annotated[
    Annotated[dict[Reference, StateWord], ENTRIES, Tag("states")]
    | Annotated[tuple[Reference, ...], BeforeValidator(_ids), Tag("list")],
    Discriminator(_form),
]
"""Components with their states, or a list of their ids (maintenance)."""

_NOT_IN = MappingProxyType(
    {
        Sort.INCIDENT: {
            "until": "Only a notice is ended by the clock; an incident ends with a `## Resolved`.",
        },
        Sort.MAINTENANCE: {
            "started": "Maintenance begins at `from`, in `scheduled`.",
            "until": "Maintenance ends at `until` inside `scheduled`.",
        },
        Sort.NOTICE: {
            "scheduled": "A notice has no window; what has one is maintenance.",
            "started": "A notice begins with its first update.",
            "components": "A notice is for information without harm; harm is an incident.",
            "impact": "A notice is for information without harm; harm is an incident.",
            "postmortem": "A notice is for information without harm; harm is an incident.",
        },
    }
)
"""Keys that would say nothing in a sort of file, and why."""


_SORTS = MappingProxyType(
    {
        Sort.INCIDENT: "an incident",
        Sort.MAINTENANCE: "a maintenance",
        Sort.NOTICE: "a notice",
    }
)


class ScheduledRecord(KeyedRecord):
    """The window of a maintenance."""

    start: Instant = Field(alias="from")
    """When it begins."""
    end: Instant = Field(alias="until")
    """When it is planned to be over."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report a window that does not end after it starts."""
        at = node.get("until") or node
        window_of(self.start, self.end, at.span, context.problems, zone=context.zone)


class IncidentFront(KeyedRecord):
    """Front matter of an incident, a maintenance or a notice: content/incidents/*.md."""

    title: Line
    """What readers see in lists, feeds and search results."""
    kind: Annotated[tuple[KindWord, ...], OneOrMany()] = ()
    """What sort of harm it does: one or a list; or `notice`, for information without harm."""
    components: Named | None = None
    """Component ids with their states from the beginning on; of a maintenance also a list."""
    started: Instant | None = None
    """When it began, if before the first update."""
    scheduled: ScheduledRecord | None = None
    """The window, which makes the file a maintenance."""
    until: Instant | None = None
    """When the clock ends a notice."""
    impact: ImpactWord | None = None
    """How much it hurts, where that is not to follow from the components."""
    timezone: Zone | None = None
    """The time zone of times in this file that state none."""
    pin: Pin = False
    """On top while open (`true`), or until a day."""
    postmortem: PostmortemWord | None = None
    """What was decided on a postmortem; a date is a public promise."""
    draft: Flag = False
    """Not published."""
    internal: Flag = False
    """An observation or a drill, for the team alone."""
    scenario: Line | None = None
    """The scenario that it was made from. Internal."""
    variables: Annotated[dict[Reference, AnyText], ENTRIES] = Field(default_factory=dict)
    """What was filled in. Internal."""
    cadence: Duration | None = None
    """The promised time between updates. Internal."""
    roles: Annotated[dict[RoleName, Line], ENTRIES] = Field(default_factory=dict)
    """Who has which duty. Internal."""
    id: Id | None = None
    """Its identity in feeds and API, where that must outlive a rename of the file."""
    aliases: Annotated[tuple[SitePath, ...], ITEMS] = ()
    """Old addresses on this site that redirect here."""
    allow: Annotated[tuple[Reference, ...], ITEMS] = ()
    """Codes of warnings that do not apply to this file. Internal."""

    @property
    def sort(self) -> Sort:
        """What the file is: a window makes it maintenance, its kind a notice."""
        if NOTICE_KIND in self.kind:
            return Sort.NOTICE
        return Sort.MAINTENANCE if self.scheduled else Sort.INCIDENT

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of harm, each once."""
        return kinds_in(self.kind)

    @property
    def window(self) -> Window | None:
        """The window of a maintenance; ``None`` where it is in the wrong order."""
        if self.scheduled and self.scheduled.start < self.scheduled.end:
            return Window(start=self.scheduled.start, end=self.scheduled.end)
        return None

    @property
    def named(self) -> tuple[tuple[Scalar, ComponentState | None], ...]:
        """Components as written, with their states; a list gives none."""
        return named_in(self.components)

    def check(self, node: Mapping, context: Context) -> None:
        """Report keys that say nothing in this sort of file."""
        problems = context.problems
        for key, reason in _NOT_IN[self.sort].items():
            for name, value in node.entries:
                if node.get(key) is value:
                    message = f"`{name.shown}` has no meaning in {_SORTS[self.sort]}"
                    problems.error("misplaced-key", message, name.span, reason)
        kind = node.get("kind")
        if kind and self.sort is Sort.NOTICE and len(self.kind) > 1:
            message = "A notice is for information without harm, and has no other kind"
            problems.error("misplaced-key", message, kind.span, "Write `kind: notice` alone.")
        if self.sort is Sort.INCIDENT and isinstance(self.components, tuple):
            at = node.get("components") or node
            hint = "Write the state of each: `{api: partial_outage, web: degraded}`."
            message = "The components of an incident have states"
            problems.error("missing-state", message, at.span, hint)
        report_twice(self.named, context)


def kinds_in(words: tuple[Kind | str, ...]) -> tuple[Kind, ...]:
    """Return the kinds of harm among the words of `kind`, each once."""
    return tuple(dict.fromkeys(kind for kind in words if isinstance(kind, Kind)))


def named_in(
    components: dict[Scalar, ComponentState] | tuple[Scalar, ...] | None,
) -> tuple[tuple[Scalar, ComponentState | None], ...]:
    """Return components as written, with their states; a list gives none."""
    if isinstance(components, dict):
        return tuple(components.items())
    return tuple((each, None) for each in components or ())


def report_twice(named: tuple[tuple[Scalar, ComponentState | None], ...], context: Context) -> None:
    """Report a component that is named a second time."""
    seen = set()
    for each, _ in named:
        if each.text in seen:
            message = f"`{each.shown}` is named twice"
            context.problems.error("duplicate-component", message, each.span, "Keep one of them.")
        seen.add(each.text)


class PostmortemFront(KeyedRecord):
    """Front matter of a postmortem: content/postmortems/*.md."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["incident", "published"]},
                {"required": ["draft"], "properties": {"draft": {"const": True}}},
                {"required": ["internal"], "properties": {"internal": {"const": True}}},
            ]
        }
    )

    title: Line
    """What readers see in lists and search results."""
    incident: Annotated[tuple[Reference, ...], OneOrMany()] = ()
    """The slug or id of the incident that it looks back on, or a list; required unless a draft."""
    published: Moment | None = None
    """When it is published; required unless it is a draft."""
    authors: Annotated[tuple[Line, ...], ITEMS] = ()
    """Who wrote it."""
    summary: Paragraph = ""
    """One paragraph for lists and feeds."""
    timezone: Zone | None = None
    """The time zone of times in this file that state none."""
    draft: Flag = False
    """Not published."""
    internal: Flag = False
    """For the team alone."""
    id: Id | None = None
    """Its identity in feeds, where that must outlive a rename of the file."""
    aliases: Annotated[tuple[SitePath, ...], ITEMS] = ()
    """Old addresses on this site that redirect here."""
    allow: Annotated[tuple[Reference, ...], ITEMS] = ()
    """Codes of warnings that do not apply to this file. Internal."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report a publication without its time."""
        if not (self.published or self.draft or self.internal):
            hint = "Add `published: 2026-11-24 09:00`, or `draft: true` while it is written."
            context.problems.error("missing-key", "`published` is missing", node.span, hint)
        if not (self.incident or self.draft or self.internal):
            hint = "Add `incident: …`, the slug or id of what it looks back on, or a list of them."
            context.problems.error("missing-key", "`incident` is missing", node.span, hint)


PLACEHOLDERS: Final = ("components", "title", "started", "next", "eta", "cause", "fix", "now")
"""What a scenario may leave to be filled in, beside its own variables."""

_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")


class VariableRecord(KeyedRecord):
    """What a scenario leaves open."""

    ask: Line = ""
    """The question that the author is asked."""
    default: AnyText | None = None
    """What holds where nothing is answered."""


class ScenarioFront(KeyedRecord):
    """Front matter of a scenario: content/scenarios/*.md."""

    title: Line
    """What authors choose it by."""
    kind: Annotated[tuple[KindWord, ...], OneOrMany()] = ()
    """What sort of harm it does: one or a list; or `notice`, for information without harm."""
    impact: ImpactWord | None = None
    """How much it hurts, where that is not to follow from the components."""
    components: Named | None = None
    """Component ids with their states; of a maintenance also a list."""
    duration: Duration | None = None
    """How long the window is, which makes the scenario one of maintenance."""
    cadence: Duration | None = None
    """The promised time between updates."""
    roles: Annotated[tuple[Reference, ...], ITEMS] = ()
    """Who is needed: keys of `team` in site.yml."""
    postmortem: (
        Annotated[Literal["required", "not_needed"], one_of("required", "not_needed")] | None
    ) = None
    """Whether a postmortem is written."""
    language: Language | None = None
    """The language of the texts; the site's, where it is left out."""
    variables: Annotated[dict[Reference, VariableRecord], ENTRIES] = Field(default_factory=dict)
    """What the author is asked for, and what `{{ name }}` stands for."""
    internal: Flag = False
    """What is made from it is for the team alone: an observation that is not announced."""
    allow: Annotated[tuple[Reference, ...], ITEMS] = ()
    """Codes of warnings that do not apply to this file."""

    @property
    def sort(self) -> Sort:
        """What is made from it: a duration makes it maintenance, its kind a notice."""
        if NOTICE_KIND in self.kind:
            return Sort.NOTICE
        return Sort.MAINTENANCE if self.duration else Sort.INCIDENT

    @property
    def fillable(self) -> tuple[str, ...]:
        """The placeholders of its texts: what is known anyway, and its variables."""
        harmed = self.sort is not Sort.NOTICE
        known = (each for each in PLACEHOLDERS if harmed or each != "components")
        return (*known, *(name.text for name in self.variables))

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of harm, each once."""
        return kinds_in(self.kind)

    @property
    def named(self) -> tuple[tuple[Scalar, ComponentState | None], ...]:
        """Components as written, with their states; a list gives none."""
        return named_in(self.components)

    def check(self, node: Mapping, context: Context) -> None:
        """Report what has no meaning in this sort, and variables that cannot be one."""
        problems = context.problems
        if self.sort is Sort.NOTICE:
            for key in ("components", "impact", "duration", "postmortem"):
                if value := node.get(key):
                    message = f"`{key}` has no meaning in a notice"
                    hint = "A notice is for information without harm; harm is an incident."
                    problems.error("misplaced-key", message, value.span, hint)
        if self.sort is Sort.INCIDENT and isinstance(self.components, tuple) and self.components:
            at = node.get("components") or node
            hint = "Write the state of each: `{api: partial_outage, web: degraded}`."
            message = "The components of an incident have states"
            problems.error("missing-state", message, at.span, hint)
        report_twice(self.named, context)
        for name in self.variables:
            if name.text in PLACEHOLDERS or not _VARIABLE.fullmatch(name.text):
                reason = "is taken" if name.text in PLACEHOLDERS else "cannot be a variable"
                hint = "A variable has small letters a to z, digits and `_`. "
                hint += f"Every scenario knows {', '.join(PLACEHOLDERS)} already."
                problems.error("variable-name", f"`{name.shown}` {reason}", name.span, hint)
