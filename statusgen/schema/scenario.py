"""The keys of a scenario's front matter. Descriptions here are shown by editors."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import Field

from statusgen.model import ComponentState, Kind, Sort
from statusgen.notation.words import NOTICE_KIND
from statusgen.schema.choices import Flag, ImpactWord, KindWord, one_of
from statusgen.schema.fields import (
    AnyText,
    Context,
    Duration,
    Language,
    Line,
    Reference,
)
from statusgen.schema.incident import Named, kinds_in, named_in, report_twice
from statusgen.schema.records import ENTRIES, ITEMS, KeyedRecord, OneOrMany
from statusgen.source.nodes import Mapping, Scalar

__all__ = ["PLACEHOLDERS", "ScenarioFront", "VariableRecord"]

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
