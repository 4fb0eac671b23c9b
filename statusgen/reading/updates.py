"""Read a section of an incident's body as an update: its block of fields, and their values.

A formatter may rewrite the file whenever it is saved: change bullets, indent
continued lines, and add blank lines around or inside a list. Anything whose meaning
a formatter could change is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from statusgen.lookalikes import BULLETS, place_as_typed, plain
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
    parse_past,
    parse_promise,
    parse_window,
    tidy,
)
from statusgen.notation.words import COMPONENT_STATES, IMPACTS, SORTS, fold, is_withdrawal
from statusgen.problems import InvalidValueError, Problems, Span, did_you_mean, nearest, short
from statusgen.reading.sections import HeadingReader, Section, unescape
from statusgen.source.page import Line
from statusgen.source.text import Scalar, Source

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Replaces a time that could not be read, so that the fields are still checked."""

_TIME = r"\d{1,2}[:.h]\d{2}|\d+\s*[dhm]|\d{4}-"
_FORMS = MappingProxyType(
    {
        "components": re.compile(r"[\w-]+\s*=\s*\w"),
        "impact": re.compile(rf"(?:{'|'.join(IMPACTS.spellings)})\W*$", re.IGNORECASE),
        "next": re.compile(_TIME),
        "eta": re.compile(rf"{_TIME}|none\W*$", re.IGNORECASE),
        "window": re.compile(r"\d{4}-.* / "),
        "corrected": re.compile(r"\d{4}-"),
        "ended": re.compile(r"\d{4}-"),
        "announce": re.compile(r"(?:yes|no)\W*$", re.IGNORECASE),
    }
)
"""How a value must begin so that a misspelt key is certain."""
_BULLET = rf"(?:[-+{BULLETS}]|\*(?!.*\*))[ \t]*|\*[ \t]+"
"""A bullet of Markdown, or one that word processors make of it; a key in emphasis has none."""
_KEY = r"(?P<key>[^\W\d][^\n:=`]{0,40}?)[ \t]*:(?P<gap>[ \t]*)(?P<value>.*)"
_FIELD = re.compile(rf"(?P<indent>[ \t]*)(?P<bullet>{_BULLET})?{_KEY}")
_MARKERS = rf"[ \t]*(?:{_BULLET}|\d{{1,9}}[.)][ \t]+|>[ \t]?|\[[ xX]\][ \t]+)*"
_IN_TEXT = re.compile(_MARKERS + _KEY)
_MARKUP = re.compile(r"^[\W\d]+|[*`~]|(?<!\w)_|_(?!\w)")
_DISGUISED = MappingProxyType(
    {
        name: re.compile(
            rf"(?:\w+[ _-])?{name}(?:[ _-]\w+)?\W{{1,5}}(?={form.pattern})", re.IGNORECASE
        )
        for name, form in _FORMS.items()
    }
)
"""A key with an extra word or sign, and a value that fits it."""
_FIRST = 100
"""The most characters of a line that are searched for a key and its value."""

_NO_WINDOW = "`scheduled: {from: …, until: …}` in the front matter makes a file maintenance."
_NO_HARM = "A notice is for information without harm. Report harm as an incident."
_NOT_IN = MappingProxyType(
    {
        Sort.INCIDENT: {"window": _NO_WINDOW},
        Sort.MAINTENANCE: {},
        Sort.NOTICE: {
            "components": _NO_HARM,
            "impact": _NO_HARM,
            "window": _NO_WINDOW,
            "ended": "A notice ends with its last update, or at `until` in the front matter.",
        },
    }
)
"""Fields that a sort of file cannot have, and why."""

_ANSWERS = MappingProxyType({"yes": True, "true": True, "no": False, "false": False})

_PAIR = re.compile(r"(?P<id>[^=:\s{}\[\]]+)\s*=\s*(?P<state>[^=:{}\[\]]+)")
_LOOSE_PAIRS = re.compile(r"([\w-]+)\s*[=:]\s*(\w+)")
_ID = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field as it was written."""

    key: str
    """The known key, such as ``action required``, or empty."""
    name: Span
    pieces: tuple[tuple[str, Span], ...] = ()
    """The lines of the value, each with its place."""

    @property
    def value(self) -> str:
        """The value on one line."""
        return " ".join(text for text, _ in self.pieces)

    @property
    def span(self) -> Span:
        """The place of the value, or of the key if it has none."""
        return next((span for _, span in self.pieces), self.name)

    def find(self, text: str) -> Span:
        """Return the place of a part of the value."""
        holders = (place for value, place in self.pieces if text in plain(value))
        return next(holders, self.span).part(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenUpdate:
    """An update, with the places of its heading and its fields."""

    update: Update
    heading: Span
    fields: tuple[Field, ...] = ()

    def place(self, key: str) -> Span:
        """Return the place of a field's value, or of the heading without it."""
        return next((each.span for each in self.fields if each.key == key), self.heading)

    @property
    def components(self) -> tuple[Scalar, ...]:
        """The component names as written, possibly old ids."""
        return tuple(
            Scalar(text=name, span=each.find(name))
            for each in self.fields
            for name, _ in self.update.components
            if each.key == "components"
        )


def read_update(section: Section, reader: HeadingReader) -> WrittenUpdate | None:
    """Return an update, or ``None`` if its heading has a mistake; the fields are always checked."""
    source, problems = reader.source, reader.problems
    fields, lines = split_fields(section.lines, source, problems)
    warn_of_fields(lines, source, problems)
    stamp = section.stamp or Stamp(at=LONG_AGO, zone=reader.zone)
    values = FieldReader(reader=reader, stamp=stamp)
    update = values.read(section.state or State.UPDATE, fields, text_of(lines, source))
    if not section.stamp or not section.state:
        return None
    written = WrittenUpdate(update=update, heading=section.heading, fields=fields)
    _warn_of_end(written, problems, reader.sort)
    return written


def text_of(lines: Sequence[Line], source: Source) -> Text:
    """Return lines as a text with its place, without blank lines around it."""
    rows = [place for place, line in enumerate(lines) if line.text.strip()]
    lines = lines[rows[0] : rows[-1] + 1] if rows else ()
    markdown = "\n".join(line.text for line in lines)
    return Text(markdown=markdown, path=source.path, line=lines[0].number) if lines else Text()


def _warn_of_end(written: WrittenUpdate, problems: Problems, sort: Sort) -> None:
    """Warn if an update ends the incident while it gives a component a bad state."""
    harmed = [name for name, state in written.update.components if state]
    if harmed and written.update.state.is_end:
        is_incident = sort is Sort.INCIDENT
        problems.warning(
            "harmed-at-end",
            f"`{harmed[0]}` is not operational when {'the incident' if is_incident else sort} ends",
            next(each.span for each in written.components if each.text == harmed[0]),
            "It stays that way until a later update changes it. Leave it out if it works again."
            if is_incident
            else "Leave it out if it works again. Report lasting harm as a separate incident.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReader:
    """Reads the values of the fields of one update."""

    reader: HeadingReader
    """The reader of the file."""
    stamp: Stamp

    def read(self, state: State, fields: Iterable[Field], body: Text) -> Update:
        """Return an update with this text and these fields, except those with mistakes."""
        sort, problems = self.reader.sort, self.reader.problems
        at = self.stamp.at
        values: dict[str, Any] = {"id": instant_id(at), "at": at, "state": state, "body": body}
        for each in fields:
            name, read = _READERS[each.key]
            if reason := _NOT_IN[sort].get(each.key):
                problems.error(
                    "misplaced-key",
                    f"`{each.key}` is not allowed in {SORTS[sort]}",
                    each.name,
                    reason,
                )
            elif (value := problems.attempt(each.span, read, self, each)) is not None:
                values[name] = value
        return Update(**values)

    def states(self, field: Field) -> States:
        """Read ``id=state, id=state``."""
        states: dict[str, ComponentState] = {}
        for part in map(str.strip, plain(unescape(field.value)).split(",")):
            pair = _PAIR.fullmatch(part)
            state = pair and self.reader.problems.attempt(
                field.find(pair["state"]), COMPONENT_STATES.read, pair["state"]
            )
            if not pair:
                meant = ", ".join(map("=".join, _LOOSE_PAIRS.findall(part[:200])))
                self.reader.problems.error(
                    "invalid-components",
                    f"`{short(part)}` is not a valid component and state"
                    if part
                    else "A component is missing next to a comma",
                    field.find(part),
                    f"Write `{meant or 'api=degraded, web=ok'}`.",
                )
            elif pair["id"] in states:
                self.reader.problems.error(
                    "duplicate-component",
                    f"`{short(pair['id'])}` appears twice",
                    field.span,
                    "Keep one of them.",
                )
            elif state is not None:
                states[pair["id"]] = state
        return tuple(states.items())

    def impact(self, field: Field) -> Impact:
        """Read a word."""
        return IMPACTS.read(unescape(field.value))

    def promise(self, field: Field) -> datetime:
        """Read a time or a duration."""
        if not is_withdrawal(field.value):
            return parse_promise(unescape(field.value), self.stamp)
        raise InvalidValueError(
            code="invalid-time",
            message="`none` is not a valid time",
            hint="Leave `next` out if you promise nothing. Each update ends the promise before it.",
        )

    def estimate(self, field: Field) -> datetime | Withdrawn:
        """Read the same, or ``none``."""
        return WITHDRAWN if is_withdrawal(field.value) else self.promise(field)

    def text(self, field: Field) -> Text | Withdrawn:
        """Read a line of Markdown, or ``none``."""
        if is_withdrawal(field.value):
            return WITHDRAWN
        return Text(markdown=field.value, path=field.span.path, line=field.span.line)

    def window(self, field: Field) -> Window:
        """Read ``time / time``."""
        return parse_window(unescape(field.value), self.reader.zone)

    def corrected(self, field: Field) -> datetime:
        """Read a time, which must not be before the update, or the same as a promise."""
        value, stamp = tidy(unescape(field.value)), self.stamp
        at = (
            parse_instant(value, stamp.zone).at
            if re.match(r"\d{4}\D", value)
            else parse_promise(value, stamp)
        )
        if at >= self.stamp.at:
            return at
        raise InvalidValueError(
            code="corrected-too-early",
            message=f"`{short(field.value)}` is before the update itself",
            hint="Write the time when the published text was changed.",
        )

    def ended(self, field: Field) -> datetime:
        """Read a time, or the last such time of day, which must not be after the update."""
        at = parse_past(unescape(field.value), self.stamp)
        if at <= self.stamp.at:
            return at
        raise InvalidValueError(
            code="impossible-end",
            message=f"`{short(field.value)}` is after the update itself",
            hint="Write the time when it ended. If it has not ended yet, promise that with `eta`.",
        )

    def announce(self, field: Field) -> bool:
        """Read ``yes`` or ``no``."""
        if (word := fold(unescape(field.value))) in _ANSWERS:
            return _ANSWERS[word]
        raise InvalidValueError(
            code="unknown-word",
            message=f"`{short(field.value)}` is not `yes` or `no`",
            hint="Write `no` to tell internal channels only, or delete the line.",
        )

    def identity(self, field: Field) -> str:
        """Read the identity of an update."""
        value = plain(unescape(field.value)).strip()
        if _ID.fullmatch(value):
            return value
        raise InvalidValueError(
            code="invalid-update-id",
            message=f"`{short(value)}` is not a valid update id",
            hint="Write the update's original time in UTC, such as `20261120T140500Z`, or leave "
            "`id` out if the time was never changed.",
        )


_READERS: Final = MappingProxyType[str, tuple[str, Callable[[FieldReader, Field], object]]](
    {
        "components": ("components", FieldReader.states),
        "impact": ("impact", FieldReader.impact),
        "next": ("next", FieldReader.promise),
        "eta": ("eta", FieldReader.estimate),
        "ended": ("ended", FieldReader.ended),
        "workaround": ("workaround", FieldReader.text),
        "cause": ("cause", FieldReader.text),
        "fix": ("fix", FieldReader.text),
        "action required": ("action", FieldReader.text),
        "window": ("window", FieldReader.window),
        "corrected": ("corrected", FieldReader.corrected),
        "announce": ("announce", FieldReader.announce),
        "id": ("id", FieldReader.identity),
    }
)
"""Each key with the field of the update that it sets, and how its value is read."""

NAMES: Final = tuple(_READERS)
"""The keys in their usual spelling."""
_KEYS = MappingProxyType({fold(name): name for name in NAMES})
_NESTED = re.compile(
    rf"(?:^|(?<=\s))({'|'.join(name.replace(' ', '[ _-]') for name in NAMES)})\s*:(?:\s|$)",
    re.IGNORECASE,
)


def split_fields(
    lines: Sequence[Line], source: Source, problems: Problems
) -> tuple[tuple[Field, ...], tuple[Line, ...]]:
    """Return the fields at the head of a section's lines, and the lines of its text."""
    start = _skip_blank(lines, 0)
    if start == len(lines) or not _begins_block(lines[start]):
        return (), tuple(lines)
    first = _FIELD.fullmatch(lines[start].plain)
    block = _Block(source=source, problems=problems, bulleted=bool(first and first["bullet"]))
    end = block.read(lines, start)
    return block.fields(), tuple(lines[end:])


def warn_of_fields(lines: Iterable[Line], source: Source, problems: Problems) -> None:
    """Warn of lines in a text that begin like a field."""
    for line in lines:
        found = match_in_text(line)
        if name := (found and known_key(found)) or _disguised_key(line):
            problems.warning(
                "misplaced-field",
                f"`{name}` is inside a text, so it is read as text",
                source.find(line.number, found["key"] if found else line.text.strip()),
                f"If it is a field, put `- {name}: …` directly below the heading of the update. If "
                "it is text, begin the line with another word.",
            )


def _begins_block(line: Line) -> bool:
    """Tell whether a line begins a block, with a known key or one that is clearly misspelt."""
    found = match_field(line)
    return found is not None and bool(known_key(found) or meant_key(found))


@dataclass(slots=True, kw_only=True)
class _Block:
    """Reads a block of fields line by line."""

    source: Source
    problems: Problems
    bulleted: bool
    found: list[Field] = field(default_factory=list)
    offset: int = 0
    """From how many spaces a line belongs to the bullet above it."""

    def read(self, lines: Sequence[Line], place: int) -> int:
        """Read the lines of the block; return the number of the first line after it."""
        while (after := _skip_blank(lines, place)) < len(lines):
            if after > place and not self._continues(lines[after]):
                break
            if not self._read_line(lines[after]):
                return after
            place = after + 1
        return place

    def fields(self) -> tuple[Field, ...]:
        """Return the fields that have a known key and a value, each key once."""
        found: dict[str, Field] = {}
        for each in (each for each in self.found if each.key):
            if each.key in found:
                self.problems.error(
                    "duplicate-field",
                    f"`{each.key}` appears twice",
                    each.name,
                    f"It is already on line {found[each.key].name.line}. Keep one of them.",
                )
            elif not each.value:
                self.problems.error(
                    "empty-field",
                    f"`{each.key}` has no value",
                    each.name,
                    "Write the value after the colon, or delete the line.",
                )
            else:
                found[each.key] = each
        return tuple(found.values())

    def _continues(self, line: Line) -> bool:
        """Tell whether a list of fields continues after a blank line, which formatters may add."""
        found = match_field(line) if self.bulleted else None
        if found and found["bullet"] and self._is_outside(found):
            return bool(known_key(found) or meant_key(found))
        if self.bulleted and line.plain.startswith(("  ", "\t")):
            self._report(
                line,
                f"`{short(line.text.strip())}` would become part of the field above it",
                "A field is one paragraph. Begin the text at the start of the line, and put code "
                "in a fence.",
            )
        return False

    def _read_line(self, line: Line) -> bool:
        """Read one line; tell whether it belongs to the block."""
        found = match_field(line)
        if found and bool(found["bullet"]) == self.bulleted and self._is_outside(found):
            self._begin_field(found, line)
        elif self.bulleted and not line.code and line.plain.startswith((" ", "\t")):
            self._continue_value(line)
        elif found and known_key(found):
            self._report(
                line,
                f"`{found['key']}` has {'no' if self.bulleted else 'a'} bullet, unlike the field "
                "above it",
                "Write all fields the same way, one per line: `- key: value`.",
            )
        else:
            self._report(
                line,
                f"`{short(line.text.strip())}` is not a field, but directly follows one",
                "Put an empty line between the fields and the text. To continue a value, indent "
                "the line below its bullet.",
            )
            return False
        return True

    def _is_outside(self, found: re.Match[str]) -> bool:
        """Tell whether a line does not belong to the bullet above it."""
        return (
            not self.found or not self.bulleted or len(found["indent"].expandtabs(4)) < self.offset
        )

    def _begin_field(self, found: re.Match[str], line: Line) -> None:
        key = known_key(found) or meant_key(found) or ""
        name = self.source.find(line.number, found["key"])
        if not known_key(found):
            known = (
                f"Choose one of: {', '.join(NAMES)}. If it is text, put an empty line before it."
            )
            self.problems.error(
                "misspelt-field" if key else "unknown-field",
                f"`{short(found['key'])}` is not a field",
                name,
                did_you_mean(key or nearest(found["key"], NAMES), always="" if key else known),
            )
        self.offset = len(found.string[: found.end("bullet")].expandtabs(4)) if self.bulleted else 0
        value = line.text[place_as_typed(line.text, found.start("value")) :].strip()
        span = self.source.find(line.number, value)
        is_text = self.bulleted and key and _READERS[key][1] is FieldReader.text
        if not is_text and (inner := _NESTED.search(plain(value))):
            self._report_joined(inner[1], span)
            value = plain(value)[: inner.start()].strip()
        self.found.append(
            Field(key=key, name=name, pieces=((value, span),) if plain(value).strip() else ())
        )

    def _continue_value(self, line: Line) -> None:
        text = line.text.strip()
        span = self.source.find(line.number, text)
        if re.match(r"[-*+](?:\s|$)", line.plain.strip()):
            self._report(
                line,
                f"`{short(text)}` is a list inside a field",
                "A field is one paragraph. Write a sentence, or move the list into the text.",
            )
        elif inner := _NESTED.match(plain(text)):
            self._report_joined(inner[1], span)
        else:
            last = self.found[-1]
            self.found[-1] = replace(last, pieces=(*last.pieces, (text, span)))

    def _report(self, line: Line, message: str, hint: str) -> None:
        place = self.source.find(line.number, line.text.strip())
        self.problems.error("field-layout", message, place, hint)

    def _report_joined(self, name: str, span: Span) -> None:
        self.problems.error(
            "joined-fields",
            f"`{name}:` is inside the value of another field",
            span,
            "Write one field per line: `- key: value`. Formatters may join lines that have no "
            "bullet.",
        )


def match_field(line: Line) -> re.Match[str] | None:
    """Match ``key: value``; only after a known key may the space be missing."""
    return _match(_FIELD, line, loose=True)


def match_in_text(line: Line) -> re.Match[str] | None:
    """Match ``key: value`` inside a text, also in a list or a quotation."""
    # No space follows a full-width colon.
    return _match(_IN_TEXT, line, loose=line.text != line.plain)


def _match(pattern: re.Pattern[str], line: Line, *, loose: bool) -> re.Match[str] | None:
    found = None if line.code or ":" not in line.plain else pattern.fullmatch(line.plain)
    is_whole = found and (found["gap"] or not found["value"] or (loose and known_key(found)))
    return found if is_whole else None


def known_key(found: re.Match[str]) -> str | None:
    """Return the key at the start of a line, if it is known."""
    return _KEYS.get(_folded(found))


def meant_key(found: re.Match[str]) -> str | None:
    """Return the key that was meant, if it has one typo and the value fits."""
    key, value = _folded(found), unescape(found["value"])
    fits = (name for name, form in _FORMS.items() if form.match(value))
    return next((name for name in fits if _has_one_typo(key, name)), None)


def _folded(found: re.Match[str]) -> str:
    """Return the form in which keys are compared; emphasis such as `_next_` is not a key."""
    key = unescape(found["key"])
    return "" if key.startswith("_") or key.endswith("_") else fold(key)


def _has_one_typo(word: str, other: str) -> bool:
    """Tell whether one letter differs, is missing or extra, or two neighbours are swapped."""
    return word != other and any(
        word[:place] == other[:place]
        and (
            word[place + 1 :] in {other[place + 1 :], other[place:]}
            or word[place:] == other[place + 1 :]
            or f"{word[place : place + 2][::-1]}{word[place + 2 :]}" == other[place:]
        )
        for place in range(len(word) + 1)
    )


def _disguised_key(line: Line) -> str | None:
    """Return the key that a line like ``**next**: 15:00`` or ``Next update: 15:00`` may mean."""
    text = "" if line.code else _MARKUP.sub("", line.plain)[:_FIRST]
    return next((name for name, form in _DISGUISED.items() if form.match(text)), None)


def _skip_blank(lines: Sequence[Line], place: int) -> int:
    filled = (each for each in range(place, len(lines)) if lines[each].plain.strip())
    return next(filled, len(lines))
