"""One section of an incident's body as an update: its fields get their meaning here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

from statusgen.model import (
    WITHDRAWN,
    ComponentState,
    Impact,
    Sort,
    State,
    States,
    Text,
    Update,
    Window,
    Withdrawn,
)
from statusgen.notation.times import (
    Stamp,
    instant_id,
    parse_instant,
    parse_promise,
    parse_window,
)
from statusgen.notation.words import COMPONENT_STATES, IMPACTS, is_withdrawal
from statusgen.problems import Problems, Span
from statusgen.reading.sections import Section, name_of_sort, short, unescape
from statusgen.reading.update_fields import Field, name_of, split_fields, warn_of_fields
from statusgen.source.page import Line
from statusgen.source.text import Scalar, Source

__all__ = [
    "LONG_AGO",
    "FieldReader",
    "WrittenUpdate",
    "read_state",
    "read_update",
    "text_of",
]

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a time that could not be read, so that fields are read all the same."""

_NO_WINDOW = "`scheduled: {from: …, until: …}` at the head makes a file maintenance."
_NO_HARM = "A notice is for information without harm; harm is an incident."
_NOT_IN = MappingProxyType(
    {
        Sort.INCIDENT: {"window": _NO_WINDOW},
        Sort.MAINTENANCE: {},
        Sort.NOTICE: {"components": _NO_HARM, "impact": _NO_HARM, "window": _NO_WINDOW},
    }
)
"""Fields that would say nothing in a sort of file, and why."""

_PAIR = re.compile(r"(?P<id>[^=:\s{}\[\]]+)\s*=\s*(?P<state>[^=:{}\[\]]+)")
_LOOSE_PAIRS = re.compile(r"([\w-]+)\s*[=:]\s*(\w+)")
_ID = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenUpdate:
    """An update with the places of what must fit in with the rest of the file and the site."""

    update: Update
    heading: Span
    places: tuple[tuple[str, Span], ...]
    """Where the value of each field stands, by its key."""
    components: tuple[Scalar, ...] = ()
    """As named; each may be an old id."""

    def place(self, key: str) -> Span:
        """Return where a field stands; the heading where there is none."""
        return dict(self.places).get(key, self.heading)


def read_update(
    section: Section, source: Source, problems: Problems, *, sort: Sort, zone: str
) -> WrittenUpdate | None:
    """Return an update; ``None`` where its heading has a mistake, its fields being read anyway."""
    fields, lines = split_fields(section.lines, source, problems)
    warn_of_fields(lines, source, problems)
    stamp = section.stamp or Stamp(at=LONG_AGO, zone=zone)
    reader = FieldReader(problems=problems, stamp=stamp, sort=sort, zone=zone, path=source.path)
    update = replace(reader.blank(section.state or State.UPDATE), body=text_of(lines, source))
    for field in fields:
        update = reader.add(update, field)
    if not section.stamp or not section.state:
        return None
    places = {field.key: field for field in fields}
    _warn_of_end(update, places.get("components"), problems, sort)
    return WrittenUpdate(
        update=update,
        heading=section.heading,
        places=tuple((key, field.span) for key, field in places.items()),
        components=tuple(
            Scalar(text=name, span=places["components"].find(name)) for name, _ in update.components
        ),
    )


def text_of(lines: Sequence[Line], source: Source) -> Text:
    """Return lines as a text that knows where it stands, without blank lines around it."""
    rows = [place for place, line in enumerate(lines) if line.text.strip()]
    if not rows:
        return Text()
    lines = lines[rows[0] : rows[-1] + 1]
    markdown = "\n".join(line.text for line in lines)
    return Text(markdown=markdown, path=source.path, line=lines[0].number)


def read_state(text: str, span: Span, problems: Problems) -> ComponentState | None:
    """Return the component state that a word names."""
    state = COMPONENT_STATES.find(text)
    if state is None:
        problems.error(
            "unknown-state",
            f"`{short(text)}` is not a state of a component",
            span,
            COMPONENT_STATES.hint(text),
        )
    return state


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReader:
    """Gives the fields of one update their meaning."""

    problems: Problems
    stamp: Stamp
    sort: Sort
    zone: str
    path: str

    def blank(self, state: State) -> Update:
        """Return an update without fields."""
        return Update(id=instant_id(self.stamp.at), at=self.stamp.at, state=state)

    def add(self, update: Update, field: Field) -> Update:  # noqa: C901, PLR0911 - one case for each key
        """Return the update with one more field; the same one where the field has a mistake."""
        if reason := _NOT_IN[self.sort].get(field.key):
            self.problems.error(
                "misplaced-key",
                f"`{name_of(field.key)}` has no meaning in {name_of_sort(self.sort)}",
                field.name,
                reason,
            )
            return update
        match field.key:
            case "components":
                return replace(update, components=self._states(field))
            case "impact":
                return replace(update, impact=self._impact(field))
            case "next":
                return replace(update, next=self._promise(field))
            case "eta":
                return replace(update, eta=_none(field) or self._promise(field))
            case "workaround":
                return replace(update, workaround=self._text(field))
            case "cause":
                return replace(update, cause=self._text(field))
            case "fix":
                return replace(update, fix=self._text(field))
            case "action_required":
                return replace(update, action=self._text(field))
            case "window":
                return replace(update, window=self._window(field))
            case "corrected":
                return replace(update, corrected=self._corrected(field))
            case _:
                return replace(update, id=self._id(field) or update.id)

    def _states(self, field: Field) -> States:
        """Read ``id=state, id=state``."""
        states: dict[str, ComponentState] = {}
        for part in unescape(field.value).split(","):
            pair = _PAIR.fullmatch(part.strip())
            if not pair:
                self._report_pair(part.strip(), field)
                continue
            state = read_state(pair["state"], field.find(pair["state"]), self.problems)
            if pair["id"] in states:
                self.problems.error(
                    "duplicate-component",
                    f"`{short(pair['id'])}` is named twice",
                    field.span,
                    "Keep one of them.",
                )
            elif state is not None:
                states[pair["id"]] = state
        return tuple(states.items())

    def _report_pair(self, part: str, field: Field) -> None:
        meant = ", ".join(f"{name}={state}" for name, state in _LOOSE_PAIRS.findall(part[:200]))
        self.problems.error(
            "invalid-components",
            f"`{short(part)}` is not a component with its state"
            if part
            else "A component is missing beside a comma",
            field.find(part),
            f"Write `{meant or 'api=degraded, web=ok'}`.",
        )

    def _impact(self, field: Field) -> Impact | None:
        value = unescape(field.value)
        impact = IMPACTS.find(value)
        if impact is None:
            self.problems.error(
                "unknown-impact",
                f"`{short(value)}` is not an impact",
                field.span,
                IMPACTS.hint(value),
            )
        return impact

    def _promise(self, field: Field) -> datetime | None:
        if field.key == "next" and _none(field):
            self.problems.error(
                "invalid-time",
                "`none` is not a time",
                field.span,
                "Leave `next` out where nothing is promised; each update ends the promise before "
                "it.",
            )
            return None
        return parse_promise(unescape(field.value), self.stamp, field.span, self.problems)

    def _text(self, field: Field) -> Text | Withdrawn:
        return _none(field) or Text(markdown=field.value, path=self.path, line=field.span.line)

    def _window(self, field: Field) -> Window | None:
        return parse_window(unescape(field.value), self.zone, field.span, self.problems)

    def _corrected(self, field: Field) -> datetime | None:
        stamp = parse_instant(unescape(field.value), self.stamp.zone, field.span, self.problems)
        if stamp and stamp.at < self.stamp.at:
            self.problems.error(
                "corrected-too-early",
                f"`{short(field.value)}` is before the update itself",
                field.span,
                "`corrected` says when the text was mended after its publication.",
            )
            return None
        return stamp.at if stamp else None

    def _id(self, field: Field) -> str | None:
        value = unescape(field.value)
        if _ID.fullmatch(value):
            return value
        self.problems.error(
            "invalid-update-id",
            f"`{short(value)}` is not the identity of an update",
            field.span,
            "It is the time that the update had when it was published, in UTC: "
            "`20261120T140500Z`. Without a time that had to be corrected, leave it out.",
        )
        return None


def _none(field: Field) -> Withdrawn | None:
    return WITHDRAWN if is_withdrawal(field.value) else None


def _warn_of_end(update: Update, field: Field | None, problems: Problems, sort: Sort) -> None:
    """Warn of a component that is said to be harmed as the incident is said to be over."""
    harmed = [name for name, state in update.components if state]
    if not (field and harmed and update.state.is_end):
        return
    hint = "Leave it out if it works again; harm that stays is an incident of its own."
    if sort is Sort.INCIDENT:
        hint = "It stays so until a later update changes it. Leave it out if it works again."
    problems.warning(
        "harmed-at-end",
        f"`{harmed[0]}` is not operational as {'the incident' if sort is Sort.INCIDENT else sort} "
        "ends",
        field.find(harmed[0]),
        hint,
    )
