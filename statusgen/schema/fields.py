"""The types of single values in site.yml and front matter.

A type reads the text of a YAML node, or raises an ``InvalidValueError`` that
``records`` reports at the node. ``times`` and ``words`` say how values are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from statusgen.days import start_of_day
from statusgen.lookalikes import plain
from statusgen.model import ComponentState, Decision, Impact, Kind, State
from statusgen.notation.names import LONGEST_ID
from statusgen.notation.times import parse_date, parse_duration, parse_instant, parse_zone
from statusgen.notation.words import (
    COMPONENT_STATES,
    IMPACTS,
    KINDS,
    KINDS_AND_NOTICE,
    LANGUAGES,
    Vocabulary,
    fold,
)
from statusgen.problems import InvalidValueError, Problems, did_you_mean, nearest, short
from statusgen.source.text import Scalar

TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""The JSON Schema of text. To an editor ``title: 404`` is a number."""

FORMAT = 1
"""The version of the content format."""

_ID = rf"[A-Za-z0-9_-]{{1,{LONGEST_ID}}}"
_COMPONENT = rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_ID - 1}}}"
_DAY_FORM = r"^\d{4}-\d{2}-\d{2}$"
_INSTANT_FORM = r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}"
_SITE_ID = (
    r"(?=.{1,200}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
    r",[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
)
"""A tagging entity (RFC 4151, section 2.1): a domain, and a date on which you owned it."""

_COLOUR = r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})"
_LOGO = r"static/(?:[^/\\\s.][^/\\\s]*/)*[^/\\\s.][^/\\\s]*\.(?:[sS][vV][gG]|[pP][nN][gG])"
_BOOLEANS = {"yes": "true", "on": "true", "no": "false", "off": "false"}


@dataclass(frozen=True, slots=True)
class Context:
    """What types and records need in addition to their node."""

    zone: str
    """The time zone of times that name none."""
    problems: Problems


class Leaf:
    """A type that reads the text of one scalar: ``Annotated[date, Leaf(read, schema)]``."""

    def __init__(
        self,
        read: Callable[..., object],
        schema: dict[str, Any],
        *,
        zoned: bool = False,
        placed: bool = False,
    ) -> None:
        """Keep the function that reads a text, and the JSON Schema.

        The function of a ``zoned`` type also takes the time zone. A ``placed`` type
        returns a scalar, which knows its place.
        """
        self._read = read
        self._schema = schema
        self._zoned = zoned
        self._placed = placed

    def __get_pydantic_core_schema__(self, _: type, __: GetCoreSchemaHandler) -> CoreSchema:
        """Read a node instead of a plain value."""
        return core_schema.chain_schema(
            [
                core_schema.is_instance_schema(Scalar),
                core_schema.with_info_plain_validator_function(self._validate),
            ]
        )

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, __: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON Schema."""
        return dict(self._schema)

    def _validate(self, node: Scalar, info: ValidationInfo) -> object:
        context: Context = info.context  # type: ignore[assignment]
        value: Any = self._read(node.text, *([context.zone] if self._zoned else []))
        return replace(node, text=value) if self._placed else value


def matcher(form: str, code: str, what: str, hint: str) -> Callable[[str], str]:
    """Return a function that reads text of a given form."""

    def read(text: str) -> str:
        for each in (text.strip(), plain(text).strip()):
            if re.fullmatch(form, each):
                return each
        raise InvalidValueError(
            code=code, message=f"`{short(text)}` is not a valid {what}", hint=hint
        )

    return read


def _line(text: str) -> str:
    if "\n" in (text := text.strip()):
        hint = "Write it on one line, or use `>`, which joins lines."
        raise InvalidValueError(
            code="not-one-line", message="The value must be on one line", hint=hint
        )
    return _paragraph(text)


def _paragraph(text: str) -> str:
    if text := text.strip():
        return text
    raise InvalidValueError(
        code="missing-value", message="A value is required", hint="Write a text, or delete the key."
    )


def _instant(text: str, zone: str) -> datetime:
    return parse_instant(text, zone).at


def _moment(text: str, zone: str) -> datetime:
    """Read a time, or a day, which means its first instant."""
    if re.search(r"\d[Tt\s].*:", plain(text)):
        return _instant(text, zone)
    return start_of_day(parse_date(text), zone)


def parse_timezone(text: str) -> str:
    """Read a time zone. An offset is not allowed, because it has no daylight saving time."""
    name = parse_zone(text, default="")
    if name and name[0] not in "+-":
        return name
    hint = "Write `UTC`, or a name such as `Europe/Paris`."
    raise InvalidValueError(
        code="unknown-zone", message=f"`{short(text)}` is not a valid time zone", hint=hint
    )


def _role(text: str) -> str:
    return fold(_line(text))


def _format(text: str) -> int:
    if plain(text).strip() == str(FORMAT):
        return FORMAT
    raise InvalidValueError(
        code="unknown-format",
        message=f"`{short(text)}` is not a format that this version of statusgen reads",
        hint="Write `format: 1`. A higher number needs a newer statusgen.",
    )


def _language(text: str) -> str:
    if (text := plain(text).strip()) in LANGUAGES:
        return text
    # fr-FR, FR, fr_CA and French all mean `fr`.
    near = nearest(re.split(r"[-_]", text)[0], LANGUAGES) or nearest(text[:2], LANGUAGES)
    complete = (code for code, state in LANGUAGES.items() if state == "complete")
    hint = did_you_mean(near, always=f"Choose one of: {', '.join(complete)}.")
    raise InvalidValueError(
        code="unknown-language", message=f"`{short(text)}` is not a known language", hint=hint
    )


def _accent(text: str) -> str:
    if not re.fullmatch(_COLOUR, text := plain(text).strip().lower()):
        hint = 'Write it as `"#0b5fff"`, in quotes.'
        raise InvalidValueError(
            code="invalid-colour", message=f"`{short(text)}` is not a valid colour", hint=hint
        )
    return text if len(text) == len("#rrggbb") else "#" + "".join(2 * digit for digit in text[1:])


def one_of(*known: str) -> Leaf:
    """Return a type for one of a few words without translations."""

    def read(text: str) -> str:
        if (word := fold(text)) in known:
            return word
        hint = did_you_mean(nearest(text, known), "Write one of them.")
        raise _unknown(text, f"one of: {', '.join(known)}", hint)

    return Leaf(read, {"enum": [*known]})


def _unknown(text: str, rule: str, hint: str) -> InvalidValueError:
    return InvalidValueError(
        code="unknown-word", message=f"`{short(text)}` is not {rule}", hint=hint
    )


def _flag(text: str) -> bool:
    if (word := fold(text)) in {"true", "false"}:
        return word == "true"
    hint = did_you_mean(_BOOLEANS.get(word), "Write `true`, or delete the key.")
    raise _unknown(text, "`true` or `false`", hint)


def _pin(text: str, zone: str) -> bool | datetime:
    return _moment(text, zone) if re.match(r"\s*\d", plain(text)) else _flag(text)


def _postmortem(text: str) -> Decision | date:
    if re.match(r"\s*\d", plain(text)):
        return parse_date(text)
    if (word := fold(text)) in [*Decision]:
        return Decision(word)
    hint = did_you_mean(nearest(text, [*Decision]), "A date is the day of publication.")
    raise _unknown(text, "one of: required, not_needed, a date", hint)


def _hours(text: str) -> tuple[time, time]:
    try:
        start, end = map(time.fromisoformat, re.split(r"\s*-\s*", plain(text).strip()))
    except ValueError:
        raise InvalidValueError(
            code="invalid-time",
            message=f"`{short(text)}` is not a time of day with its end",
            hint="Write `22:00-07:00`, in the time zone of the site.",
        ) from None
    return start, end


def _word(vocabulary: Vocabulary[Any], note: str = "") -> Leaf:
    """Return a type for the words of a vocabulary."""
    return Leaf(partial(vocabulary.read, note=note), words_schema(vocabulary))


def words_schema(vocabulary: Vocabulary[Any]) -> dict[str, Any]:
    """Return the JSON Schema of a vocabulary: words to offer, and a pattern for all spellings."""

    def spelled(char: str) -> str:
        if char in " _-":
            return "[ _-]+"
        return f"[{''.join(sorted({char, char.upper(), fold(char), fold(char).upper()}))}]"

    words = ("".join(map(spelled, word)) for word in vocabulary.spellings)
    pattern = rf"^\s*(?:{'|'.join(words)})\s*$"
    return {"anyOf": [{"enum": [*vocabulary.names]}, {"type": "string", "pattern": pattern}]}


Line = Annotated[str, Leaf(_line, TEXT)]
Paragraph = Annotated[str, Leaf(_paragraph, TEXT)]
AnyText = Annotated[str, Leaf(str, TEXT)]
Instant = Annotated[
    datetime, Leaf(_instant, {"type": "string", "pattern": _INSTANT_FORM}, zoned=True)
]
Day = Annotated[date, Leaf(parse_date, {"type": "string", "pattern": _DAY_FORM})]
Moment = Annotated[
    datetime,
    Leaf(_moment, {"type": "string", "pattern": f"{_DAY_FORM}|{_INSTANT_FORM}"}, zoned=True),
]
Duration = Annotated[
    timedelta,
    Leaf(parse_duration, {"type": "string", "pattern": r"^(?=\d)(\d+d)?(\d+h)?(\d+m)?$"}),
]
Zone = Annotated[str, Leaf(parse_timezone, {"type": "string", "pattern": "^[A-Za-z]"})]
Id = Annotated[
    str,
    Leaf(
        matcher(_ID, "invalid-id", "id", "Use up to 100 letters, digits, `-` and `_`."),
        TEXT | {"pattern": f"^{_ID}$"},
    ),
]
ComponentId = Annotated[
    Scalar,
    Leaf(
        matcher(
            _COMPONENT,
            "invalid-id",
            "component id",
            "Use up to 100 lowercase letters, digits, `-` and `_`.",
        ),
        TEXT | {"pattern": f"^{_COMPONENT}$"},
        placed=True,
    ),
]
Reference = Annotated[Scalar, Leaf(lambda text: _line(plain(text)), TEXT, placed=True)]
RoleName = Annotated[str, Leaf(_role, TEXT)]

# Of site.yml alone.
Format = Annotated[int, Leaf(_format, {"const": FORMAT})]
SiteId = Annotated[
    str,
    Leaf(
        matcher(
            _SITE_ID,
            "invalid-site-id",
            "site id",
            "Write a domain you own and a year in lowercase: `status.example.com,2026`. Never "
            "change it once people subscribe to feeds.",
        ),
        {"type": "string", "pattern": f"^{_SITE_ID}$"},
    ),
]
Language = Annotated[str, Leaf(_language, {"enum": [*LANGUAGES]})]
Theme = Annotated[
    str,
    Leaf(
        matcher(
            "[A-Za-z0-9_-]{1,100}",
            "invalid-theme",
            "theme name",
            "Write the name of a folder in themes/.",
        ),
        TEXT,
    ),
]
Logo = Annotated[
    str,
    Leaf(
        matcher(
            _LOGO,
            "invalid-logo",
            "logo",
            "Put an SVG or PNG file in content/static/ and write `static/logo.svg`.",
        ),
        {"type": "string", "pattern": f"^{_LOGO}$"},
    ),
]
Accent = Annotated[str, Leaf(_accent, {"type": "string", "pattern": f"^(?:{_COLOUR})$"})]

# Words in every language that statusgen ships.
Flag = Annotated[bool, Leaf(_flag, {"type": "boolean"})]
ImpactWord = Annotated[Impact, _word(IMPACTS)]
StateWord = Annotated[ComponentState, _word(COMPONENT_STATES)]
HarmWord = Annotated[Kind, _word(KINDS)]
KindWord = Annotated[
    Kind | str,
    _word(KINDS_AND_NOTICE, "For maintenance, use `scheduled: {from: …, until: …}`."),
]
Pin = Annotated[
    bool | datetime,
    Leaf(
        _pin,
        {"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}"}]},
        zoned=True,
    ),
]
Hours = Annotated[
    tuple[time, time], Leaf(_hours, {"type": "string", "pattern": r"^\d{2}:\d{2} ?- ?\d{2}:\d{2}$"})
]
AnnouncedState = Annotated[
    str,
    one_of("first", *(each for each in State if each is State.RESOLVED or not each.is_end)),
]
PostmortemWord = Annotated[
    Decision | date,
    Leaf(_postmortem, {"anyOf": [{"enum": [*Decision]}, {"type": "string", "pattern": _DAY_FORM}]}),
]
