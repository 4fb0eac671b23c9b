"""The keys of the front matter of incidents, postmortems and scenarios.

Descriptions here are shown by editors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from statusgen.model import ComponentState, Kind, Sort, Window
from statusgen.notation.times import window_of
from statusgen.notation.words import NOTICE_KIND, fold
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
)
from statusgen.schema.records import ENTRIES, KeyedRecord, one_or_many
from statusgen.schema.urls import SitePath
from statusgen.source.text import Mapping, Node, Scalar, Sequence

PLACEHOLDERS: Final = ("components", "title", "started", "next", "eta", "cause", "fix", "now")
"""What a scenario may leave to be filled in, beside its own variables."""

_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")
_NO_HARM = "A notice is for information without harm; harm is an incident."
_SORTS = MappingProxyType(
    {
        Sort.INCIDENT: "an incident",
        Sort.MAINTENANCE: "a maintenance",
        Sort.NOTICE: "a notice",
    }
)


def _form(node: Node) -> str:
    return "list" if isinstance(node, Sequence) else "states"


Named = Annotated[
    Annotated[dict[Reference, StateWord], ENTRIES, Tag("states")]
    | Annotated[tuple[Reference, ...], Tag("list")],
    Discriminator(_form),
]
"""Components with their states, or a list of their ids (maintenance)."""


class DescribedFront(KeyedRecord):
    """What incidents and scenarios have in common."""

    title: Line
    """What readers see in lists, feeds and search results."""
    kind: Annotated[tuple[KindWord, ...], one_or_many(KindWord)] = ()
    """What sort of harm it does: one or a list; or `notice`, for information without harm."""
    components: Named | None = None
    """Component ids with their states from the beginning on; of a maintenance also a list."""
    impact: ImpactWord | None = None
    """How much it hurts, where that is not to follow from the components."""
    cadence: Duration | None = None
    """The promised time between updates. Internal."""
    internal: Flag = False
    """An observation or a drill, for the team alone."""
    allow: tuple[Reference, ...] = ()
    """Codes of warnings that do not apply to this file. Internal."""

    misplaced: ClassVar[Dictionary[Sort, Dictionary[str, str]]]
    """Keys that would say nothing in a sort of file, and why."""

    @property
    def has_window(self) -> bool:
        """Whether it is of planned work."""
        raise NotImplementedError

    @property
    def sort(self) -> Sort:
        """What the file is: a window makes it maintenance, its kind a notice."""
        if NOTICE_KIND in self.kind:
            return Sort.NOTICE
        return Sort.MAINTENANCE if self.has_window else Sort.INCIDENT

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of harm, each once."""
        return tuple(dict.fromkeys(kind for kind in self.kind if isinstance(kind, Kind)))

    @property
    def named(self) -> tuple[tuple[Scalar, ComponentState | None], ...]:
        """Components as written, with their states; a list gives none."""
        if isinstance(self.components, dict):
            return tuple(self.components.items())
        return tuple((each, None) for each in self.components or ())

    def check(self, node: Mapping, context: Context) -> None:
        """Report keys that say nothing in this sort of file, and components named twice."""
        problems = context.problems
        for name, value in node.entries:
            if reason := self.misplaced.get(self.sort, {}).get(key := fold(name.text)):
                message = f"`{name.shown}` has no meaning in {_SORTS[self.sort]}"
                problems.error("misplaced-key", message, name.span, reason)
            if key == "kind" and self.sort is Sort.NOTICE and len(self.kind) > 1:
                message = "A notice is for information without harm, and has no other kind"
                problems.error("misplaced-key", message, value.span, "Write `kind: notice` alone.")
            if key == "components" and self.sort is Sort.INCIDENT and isinstance(value, Sequence):
                message = "The components of an incident have states"
                hint = "Write the state of each: `{api: partial_outage, web: degraded}`."
                problems.error("missing-state", message, value.span, hint)
        seen = set()
        for each, _ in self.named:
            if each.text in seen:
                message = f"`{each.shown}` is named twice"
                problems.error("duplicate-component", message, each.span, "Keep one of them.")
            seen.add(each.text)


class ScheduledRecord(KeyedRecord):
    """The window of a maintenance."""

    start: Instant = Field(alias="from")
    """When it begins."""
    end: Instant = Field(alias="until")
    """When it is planned to be over."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report a window that does not end after it starts."""
        at = node.get("until") or node
        context.problems.attempt(at.span, window_of, self.start, self.end, zone=context.zone)


class IncidentFront(DescribedFront):
    """Front matter of an incident, a maintenance or a notice: content/incidents/*.md."""

    started: Instant | None = None
    """When it began, if before the first update."""
    scheduled: ScheduledRecord | None = None
    """The window, which makes the file a maintenance."""
    until: Instant | None = None
    """When the clock ends a notice."""
    timezone: Zone | None = None
    """The time zone of times in this file that state none."""
    pin: Pin = False
    """On top while open (`true`), or until a day."""
    postmortem: PostmortemWord | None = None
    """What was decided on a postmortem; a date is a public promise."""
    draft: Flag = False
    """Not published."""
    scenario: Line | None = None
    """The scenario that it was made from. Internal."""
    variables: Annotated[dict[Reference, AnyText], ENTRIES] = Field(default_factory=dict)
    """What was filled in. Internal."""
    roles: Annotated[dict[RoleName, Line], ENTRIES] = Field(default_factory=dict)
    """Who has which duty. Internal."""
    id: Id | None = None
    """Its identity in feeds and API, where that must outlive a rename of the file."""
    aliases: tuple[SitePath, ...] = ()
    """Old addresses on this site that redirect here."""

    misplaced = MappingProxyType(
        {
            Sort.INCIDENT: {
                "until": "Only a notice is ended by the clock; "
                "an incident ends with a `## Resolved`.",
            },
            Sort.MAINTENANCE: {
                "started": "Maintenance begins at `from`, in `scheduled`.",
                "until": "Maintenance ends at `until` inside `scheduled`.",
            },
            Sort.NOTICE: {
                "scheduled": "A notice has no window; what has one is maintenance.",
                "started": "A notice begins with its first update.",
                "components": _NO_HARM,
                "impact": _NO_HARM,
                "postmortem": _NO_HARM,
            },
        }
    )

    @property
    def has_window(self) -> bool:
        """Whether it has its window."""
        return self.scheduled is not None

    @property
    def window(self) -> Window | None:
        """The window of a maintenance; ``None`` where it is in the wrong order."""
        if self.scheduled and self.scheduled.start < self.scheduled.end:
            return Window(start=self.scheduled.start, end=self.scheduled.end)
        return None


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
    incident: Annotated[tuple[Reference, ...], one_or_many(Reference)] = ()
    """The slug or id of the incident that it looks back on, or a list; required unless a draft."""
    published: Moment | None = None
    """When it is published; required unless it is a draft."""
    authors: tuple[Line, ...] = ()
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
    aliases: tuple[SitePath, ...] = ()
    """Old addresses on this site that redirect here."""
    allow: tuple[Reference, ...] = ()
    """Codes of warnings that do not apply to this file. Internal."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report a publication without its time or its incident."""
        hints = {
            "published": "Add `published: 2026-11-24 09:00`, or `draft: true` while it is written.",
            "incident": "Add `incident: …`, the slug or id of what it looks back on, or a list of "
            "them.",
        }
        for key, hint in hints.items() if not (self.draft or self.internal) else ():
            if not getattr(self, key):
                context.problems.error("missing-key", f"`{key}` is missing", node.span, hint)


class VariableRecord(KeyedRecord):
    """What a scenario leaves open."""

    ask: Line = ""
    """The question that the author is asked."""
    default: AnyText | None = None
    """What holds where nothing is answered."""


class ScenarioFront(DescribedFront):
    """Front matter of a scenario: content/scenarios/*.md."""

    title: Line
    """What authors choose it by."""
    duration: Duration | None = None
    """How long the window is, which makes the scenario one of maintenance."""
    roles: tuple[Reference, ...] = ()
    """Who is needed: keys of `team` in site.yml."""
    postmortem: (
        Annotated[Literal["required", "not_needed"], one_of("required", "not_needed")] | None
    ) = None
    """Whether a postmortem is written."""
    language: Language | None = None
    """The language of the texts; the site's, where it is left out."""
    variables: Annotated[dict[Reference, VariableRecord], ENTRIES] = Field(default_factory=dict)
    """What the author is asked for, and what `{{ name }}` stands for."""

    misplaced = MappingProxyType(
        {Sort.NOTICE: dict.fromkeys(("components", "impact", "duration", "postmortem"), _NO_HARM)}
    )

    @property
    def has_window(self) -> bool:
        """Whether it says how long its window is."""
        return self.duration is not None

    @property
    def fillable(self) -> tuple[str, ...]:
        """The placeholders of its texts: what is known anyway, and its variables."""
        harmed = self.sort is not Sort.NOTICE
        known = (each for each in PLACEHOLDERS if harmed or each != "components")
        return (*known, *(name.text for name in self.variables))

    def check(self, node: Mapping, context: Context) -> None:
        """Report variables that cannot be one, as well."""
        super().check(node, context)
        for name in self.variables:
            if name.text in PLACEHOLDERS or not _VARIABLE.fullmatch(name.text):
                reason = "is taken" if name.text in PLACEHOLDERS else "cannot be a variable"
                context.problems.error(
                    "variable-name",
                    f"`{name.shown}` {reason}",
                    name.span,
                    "A variable has small letters a to z, digits and `_`. "
                    f"Every scenario knows {', '.join(PLACEHOLDERS)} already.",
                )
