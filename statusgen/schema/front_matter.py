"""The keys of the front matter of incidents, postmortems and scenarios.

Editors show the descriptions of fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from statusgen.model import ComponentState, Kind, Sort, Window
from statusgen.notation.times import window_of
from statusgen.notation.words import NOTICE_KIND, SORTS, fold
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
"""The placeholders of every scenario, in addition to its own variables."""

_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")
_NO_HARM = "A notice is for information. Write an incident if something is wrong."


def _form(node: Node) -> str:
    return "list" if isinstance(node, Sequence) else "states"


Named = Annotated[
    Annotated[dict[Reference, StateWord], ENTRIES, Tag("states")]
    | Annotated[tuple[Reference, ...], Tag("list")],
    Discriminator(_form),
]
"""Components with their states, or for maintenance a list of their ids."""


class DescribedFront(KeyedRecord):
    """The keys that incidents and scenarios share."""

    title: Line
    """What readers see in lists, feeds and search results."""
    kind: Annotated[tuple[KindWord, ...], one_or_many(KindWord)] = ()
    """The kind of harm, one or a list; or `notice` for information without harm."""
    components: Named | None = None
    """Component ids with their states at the beginning; for maintenance a list is enough."""
    impact: ImpactWord | None = None
    """The impact, if it should not follow from the components."""
    cadence: Duration | None = None
    """The longest time between updates. Internal."""
    internal: Flag = False
    """Not published: an observation or a drill for the team."""
    allow: tuple[Reference, ...] = ()
    """Codes of warnings that do not apply to this file. Internal."""

    misplaced: ClassVar[Dictionary[Sort, Dictionary[str, str]]]
    """The keys that have no meaning in a sort of file, and why."""
    window_key: ClassVar[str]
    """The key that makes it maintenance."""

    @property
    def sort(self) -> Sort:
        """The sort of file: `kind: notice` makes it a notice, a window makes it maintenance."""
        if NOTICE_KIND in self.kind:
            return Sort.NOTICE
        is_planned = getattr(self, self.window_key) is not None
        return Sort.MAINTENANCE if is_planned else Sort.INCIDENT

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of harm, without duplicates."""
        return tuple(dict.fromkeys(kind for kind in self.kind if isinstance(kind, Kind)))

    @property
    def named(self) -> tuple[tuple[Scalar, ComponentState | None], ...]:
        """Components as written, with their states; ``None`` in a list."""
        if isinstance(self.components, dict):
            return tuple(self.components.items())
        return tuple((each, None) for each in self.components or ())

    def check(self, node: Mapping, context: Context) -> None:
        """Report keys that have no meaning in this sort of file, and duplicate components."""
        problems = context.problems
        for name, value in node.entries:
            if reason := self.misplaced.get(self.sort, {}).get(key := fold(name.text)):
                message = f"`{name.shown}` cannot be used in {SORTS[self.sort]}"
                problems.error("misplaced-key", message, name.span, reason)
            if key == "kind" and self.sort is Sort.NOTICE and len(self.kind) > 1:
                message = "A notice cannot have a second kind"
                problems.error("misplaced-key", message, value.span, "Write `kind: notice` alone.")
            if key == "components" and self.sort is Sort.INCIDENT and isinstance(value, Sequence):
                message = "A state is required for each component of an incident"
                hint = "Write `{api: partial_outage, web: degraded}`."
                problems.error("missing-state", message, value.span, hint)
        seen = set()
        for each, _ in self.named:
            if each.text in seen:
                message = f"`{each.shown}` appears twice"
                problems.error("duplicate-component", message, each.span, "Keep one of them.")
            seen.add(each.text)


class ScheduledRecord(KeyedRecord):
    """The window of a maintenance."""

    start: Instant = Field(alias="from")
    """When it begins."""
    end: Instant = Field(alias="until")
    """When it is planned to end."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report a window that ends before it starts."""
        at = node.get("until") or node
        context.problems.attempt(at.span, window_of, self.start, self.end, zone=context.zone)


class IncidentFront(DescribedFront):
    """Front matter of an incident, a maintenance or a notice: content/incidents/*.md."""

    started: Instant | None = None
    """When it began, if that was before the first update."""
    scheduled: ScheduledRecord | None = None
    """The window, which makes the file a maintenance."""
    until: Instant | None = None
    """When a notice ends by itself."""
    timezone: Zone | None = None
    """The time zone of times in this file that name none."""
    pin: Pin = False
    """Keeps it at the top while it is open (`true`), or until a day."""
    postmortem: PostmortemWord | None = None
    """Whether there will be a postmortem; a date promises it to readers."""
    draft: Flag = False
    """Not published yet."""
    scenario: Line | None = None
    """The scenario it was made from. Internal."""
    variables: Annotated[dict[Reference, AnyText], ENTRIES] = Field(default_factory=dict)
    """The values filled in to the scenario. Internal."""
    roles: Annotated[dict[RoleName, Line], ENTRIES] = Field(default_factory=dict)
    """Who has which role. Internal."""
    id: Id | None = None
    """Its identity in feeds and the API, to keep it when the file is renamed."""
    aliases: tuple[SitePath, ...] = ()
    """Old addresses on this site that redirect here."""

    window_key: ClassVar[str] = "scheduled"
    misplaced = MappingProxyType(
        {
            Sort.INCIDENT: {
                "until": "Delete it. Only notices use it; an incident ends with `## Resolved`.",
            },
            Sort.MAINTENANCE: {
                "started": "Write the start as `from` in `scheduled`.",
                "until": "Write the end as `until` in `scheduled`.",
            },
            Sort.NOTICE: {
                "scheduled": "A notice has no window. Delete `kind: notice` for maintenance.",
                "started": "A notice begins with its first update.",
                "components": _NO_HARM,
                "impact": _NO_HARM,
                "postmortem": _NO_HARM,
            },
        }
    )

    @property
    def window(self) -> Window | None:
        """The window of maintenance; ``None`` if it ends before it starts."""
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
    """The slug or id of its incident, or a list of them. Required unless it is a draft."""
    published: Moment | None = None
    """When it is published. Required unless it is a draft."""
    authors: tuple[Line, ...] = ()
    """Who wrote it."""
    summary: Paragraph = ""
    """One paragraph for lists and feeds."""
    timezone: Zone | None = None
    """The time zone of times in this file that name none."""
    draft: Flag = False
    """Not published yet."""
    internal: Flag = False
    """Not published: for the team."""
    id: Id | None = None
    """Its identity in feeds, to keep it when the file is renamed."""
    aliases: tuple[SitePath, ...] = ()
    """Old addresses on this site that redirect here."""
    allow: tuple[Reference, ...] = ()
    """Codes of warnings that do not apply to this file. Internal."""

    def check(self, node: Mapping, context: Context) -> None:
        """Report a published postmortem without its time or its incident."""
        hints = {
            "published": "Add `published: 2026-11-24 09:00`, or `draft: true` until it is ready.",
            "incident": "Add `incident: …` with the slug or id of its incident, or a list of them.",
        }
        for key, hint in hints.items() if not (self.draft or self.internal) else ():
            if not getattr(self, key):
                context.problems.error("missing-key", f"`{key}` is required", node.span, hint)


class VariableRecord(KeyedRecord):
    """A variable of a scenario."""

    ask: Line = ""
    """The question to the author."""
    default: AnyText | None = None
    """The value if there is no answer."""


class ScenarioFront(DescribedFront):
    """Front matter of a scenario: content/scenarios/*.md."""

    title: Line
    """The name by which authors choose it."""
    duration: Duration | None = None
    """The length of the window; makes it a scenario for maintenance."""
    roles: tuple[Reference, ...] = ()
    """The roles that are needed: keys of `team` in site.yml."""
    postmortem: (
        Annotated[Literal["required", "not_needed"], one_of("required", "not_needed")] | None
    ) = None
    """Whether there will be a postmortem."""
    language: Language | None = None
    """The language of its texts; by default that of the site."""
    variables: Annotated[dict[Reference, VariableRecord], ENTRIES] = Field(default_factory=dict)
    """The values of `{{ name }}` in its texts, and the questions to ask for them."""

    window_key: ClassVar[str] = "duration"
    misplaced = MappingProxyType(
        {Sort.NOTICE: dict.fromkeys(("components", "impact", "duration", "postmortem"), _NO_HARM)}
    )

    @property
    def fillable(self) -> tuple[str, ...]:
        """The placeholders of its texts: the standard ones and its variables."""
        harmed = self.sort is not Sort.NOTICE
        known = (each for each in PLACEHOLDERS if harmed or each != "components")
        return (*known, *(name.text for name in self.variables))

    def check(self, node: Mapping, context: Context) -> None:
        """Report variables with an invalid name, as well."""
        super().check(node, context)
        for name in self.variables:
            if name.text in PLACEHOLDERS or not _VARIABLE.fullmatch(name.text):
                reason = "is taken" if name.text in PLACEHOLDERS else "is not a valid name"
                context.problems.error(
                    "variable-name",
                    f"`{name.shown}` {reason}",
                    name.span,
                    "Use lowercase letters, digits and `_`, and none of these names: "
                    f"{', '.join(PLACEHOLDERS)}.",
                )
