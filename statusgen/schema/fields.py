"""The types of single values in site.yml and front matter.

Each reads the text of a YAML node, and reports at that node what is wrong with
it: pydantic carries the nodes to the types and makes the JSON Schemas for
editors, but none of its own messages is ever shown. What a type reads comes
from the rooms below (``times``, ``words``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from statusgen.days import start_of_day
from statusgen.model import ComponentState, Decision, Impact, Kind
from statusgen.notation.names import LONGEST_ID
from statusgen.notation.times import (
    is_zone,
    parse_date,
    parse_duration,
    parse_instant,
    parse_zone,
)
from statusgen.notation.words import (
    COMPONENT_STATES,
    IMPACTS,
    KINDS,
    KINDS_AND_NOTICE,
    LANGUAGES,
    Vocabulary,
    fold,
)
from statusgen.problems import Problems, did_you_mean, nearest
from statusgen.source.text import Broken, Node, Scalar, Sequence

T = TypeVar("T")

TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""Text in an editor's eyes: there ``title: 404`` is a number."""

_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_ID}}}")
_COMPONENT = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_ID - 1}}}")
DAY_FORM = r"^\d{4}-\d{2}-\d{2}$"
_INSTANT_FORM = r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}"

FORMAT = 1
"""The version of the content format that this statusgen reads."""

_SITE_ID = re.compile(
    r"(?=.{1,200}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
    r",[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
)
"""A tagging entity (RFC 4151, section 2.1): an authority's domain, and a date at which it was."""

_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_THEME = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LOGO = re.compile(r"static/(?:[^/\\\s.][^/\\\s]*/)*[^/\\\s.][^/\\\s]*\.(?:svg|png)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What types need to know beside their node."""

    zone: str
    """The time zone of times that state none."""
    problems: Problems


def refuse() -> PydanticCustomError:
    """Return what a type raises once it has reported its problem."""
    return PydanticCustomError("reported", "reported")


class Leaf:
    """A type that reads one scalar: ``Annotated[date, Leaf(read, schema)]``."""

    def __init__(
        self, read: Callable[[Scalar, str, Context], T | None], schema: dict[str, Any]
    ) -> None:
        """Keep the function that reads, and what editors are told."""
        self._read = read
        self._schema = schema

    def __get_pydantic_core_schema__(self, _: type, __: GetCoreSchemaHandler) -> CoreSchema:
        """Read nodes instead of plain values."""
        return core_schema.with_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, __: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the schema for editors."""
        return dict(self._schema)

    def _validate(self, node: Node, info: ValidationInfo) -> object:
        context: Context = info.context  # type: ignore[assignment]
        if not isinstance(node, Scalar):
            report_shape(node, "one value", context.problems)
            raise refuse()
        value = self._read(node, info.field_name or "value", context)
        if value is None:
            raise refuse()
        return value


def report_shape(node: Node, expected: str, problems: Problems) -> None:
    """Report a list, keys or a value where something else belongs."""
    if not isinstance(node, Broken):
        found = "A list stands" if isinstance(node, Sequence) else "Keys with values stand"
        if isinstance(node, Scalar):
            found = f"One value, `{node.shown}`, stands"
        problems.error(
            "wrong-shape",
            f"{found} in the place of {expected}",
            node.span,
            {
                "one value": "Write it behind the key: `key: value`.",
                "a list": "Write it as `[one, two]`, or each entry on a line of its own with `- `.",
            }.get(expected, "Write `key: value` on indented lines, or `{key: value}`."),
        )


def matcher(
    form: re.Pattern[str], code: str, what: str, hint: str
) -> Callable[[Scalar, str, Context], str | None]:
    """Return a reader of text that has to have a form."""

    def read(node: Scalar, _: str, context: Context) -> str | None:
        if form.fullmatch(text := node.text.strip()):
            return text
        context.problems.error(code, f"`{node.shown}` cannot be {what}", node.span, hint)
        return None

    return read


def _line(node: Scalar, key: str, context: Context) -> str | None:
    text = node.text.strip()
    if text and "\n" not in text:
        return text
    if text:
        hint = "Write it on one line, or with `>`, which makes one line of many."
        context.problems.error("not-one-line", f"`{key}` has more than one line", node.span, hint)
    else:
        context.problems.error(
            "missing-value", f"`{key}` is empty", node.span, "Give it a text, or delete the key."
        )
    return None


def _text(node: Scalar, _: str, __: Context) -> str:
    return node.text


def _paragraph(node: Scalar, key: str, context: Context) -> str | None:
    return node.text.strip() or _line(node, key, context)


def _instant(node: Scalar, _: str, context: Context) -> datetime | None:
    stamp = parse_instant(node.text, context.zone, node.span, context.problems)
    return stamp.at if stamp else None


def read_day(node: Scalar, _: str, context: Context) -> date | None:
    """Read a day."""
    return parse_date(node.text, node.span, context.problems)


def read_moment(node: Scalar, key: str, context: Context) -> datetime | None:
    """Read an instant, or a day, which is its first instant."""
    if re.search(r"\d[Tt\s].*:", node.text):
        return _instant(node, key, context)
    day = read_day(node, key, context)
    return start_of_day(day, context.zone) if day else None


def _duration(node: Scalar, _: str, context: Context) -> timedelta | None:
    return parse_duration(node.text, node.span, context.problems)


def _zone(node: Scalar, _: str, context: Context) -> str | None:
    name = parse_zone(node.text.strip(), node.span, context.problems, default="")
    if name is None or (name and is_zone(name)):
        return name
    # An offset is no zone: it knows nothing of summer time.
    context.problems.error(
        "unknown-zone",
        f"`{node.shown}` is not a time zone",
        node.span,
        "Write a name such as `Europe/Paris`, or `UTC`.",
    )
    return None


def _reference(node: Scalar, key: str, context: Context) -> Scalar | None:
    text = _line(node, key, context)
    return replace(node, text=text) if text else None


def _role(node: Scalar, key: str, context: Context) -> str | None:
    text = _line(node, key, context)
    return fold(text) if text else None


def _component_id(node: Scalar, key: str, context: Context) -> Scalar | None:
    text = _COMPONENT_FORM(node, key, context)
    return replace(node, text=text) if text else None


def _format(node: Scalar, _: str, context: Context) -> int | None:
    if node.text.strip() == str(FORMAT):
        return FORMAT
    context.problems.error(
        "unknown-format",
        f"The format is `{node.shown}`, and this statusgen reads {FORMAT}",
        node.span,
        "Write `format: 1`; a higher number is for a newer statusgen.",
    )
    return None


def _language(node: Scalar, _: str, context: Context) -> str | None:
    text = node.text.strip()
    if text in LANGUAGES:
        return text
    # fr-FR, FR and fr_CA are all French; names of languages are told by their beginnings.
    near = nearest(text, LANGUAGES) or nearest(re.split(r"[-_]", text)[0], LANGUAGES)
    near = near or {"english": "en", "french": "fr", "français": "fr"}.get(text.casefold())
    complete = (code for code, state in LANGUAGES.items() if state == "complete")
    known = f"Known are {', '.join(complete)}."
    hint = did_you_mean(near, always=known)
    context.problems.error("unknown-language", f"`{text}` is not a language here", node.span, hint)
    return None


def _accent(node: Scalar, _: str, context: Context) -> str | None:
    text = node.text.strip().lower()
    if not _COLOUR.fullmatch(text):
        hint = 'Write it as `"#0b5fff"`, in quotes: `#` begins a comment.'
        message = f"`{node.shown}` is not a colour"
        context.problems.error("invalid-colour", message, node.span, hint)
        return None
    return text if len(text) == len("#rrggbb") else "#" + "".join(2 * digit for digit in text[1:])


_ID_RULE = "It has letters, digits, `-` and `_`, at most 100."
_COMPONENT_RULE = "It has small letters a to z, digits, `-` and `_`, at most 100."
_COMPONENT_FORM = matcher(_COMPONENT, "invalid-id", "the id of a component", _COMPONENT_RULE)

Line = Annotated[str, Leaf(_line, TEXT)]
Paragraph = Annotated[str, Leaf(_paragraph, TEXT)]
AnyText = Annotated[str, Leaf(_text, TEXT)]
Instant = Annotated[datetime, Leaf(_instant, {"type": "string", "pattern": _INSTANT_FORM})]
Day = Annotated[date, Leaf(read_day, {"type": "string", "pattern": DAY_FORM})]
Moment = Annotated[
    datetime,
    Leaf(read_moment, {"type": "string", "pattern": f"{DAY_FORM}|{_INSTANT_FORM}"}),
]
Duration = Annotated[
    timedelta,
    Leaf(_duration, {"type": "string", "pattern": r"^(?=\d)(\d+d)?(\d+h)?(\d+m)?$"}),
]
Zone = Annotated[str, Leaf(_zone, {"type": "string", "pattern": "^[A-Za-z]"})]
Id = Annotated[
    str, Leaf(matcher(_ID, "invalid-id", "an id", _ID_RULE), TEXT | {"pattern": f"^{_ID.pattern}$"})
]
ComponentId = Annotated[
    Scalar,
    Leaf(_component_id, TEXT | {"pattern": f"^{_COMPONENT.pattern}$"}),
]
Reference = Annotated[Scalar, Leaf(_reference, TEXT)]
RoleName = Annotated[str, Leaf(_role, TEXT)]

# Of site.yml alone.
Format = Annotated[int, Leaf(_format, {"const": FORMAT})]
SiteId = Annotated[
    str,
    Leaf(
        matcher(
            _SITE_ID,
            "invalid-site-id",
            "the id of a site",
            "Write a domain of yours and a year in which it was, `status.example.com,2026`, in "
            "small letters. Once people subscribe to feeds, it never changes.",
        ),
        {"type": "string", "pattern": f"^{_SITE_ID.pattern}$"},
    ),
]
Language = Annotated[str, Leaf(_language, {"enum": [*LANGUAGES]})]
Theme = Annotated[
    str,
    Leaf(
        matcher(
            _THEME, "invalid-theme", "the name of a theme", "It is the name of a folder in themes/."
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
            "a logo",
            "It is an SVG or PNG file in content/static/: `static/logo.svg`.",
        ),
        {"type": "string", "pattern": r"^static/.+\.([sS][vV][gG]|[pP][nN][gG])$"},
    ),
]
Accent = Annotated[str, Leaf(_accent, {"type": "string", "pattern": f"^(?:{_COLOUR.pattern})$"})]


def one_of(*known: str) -> Leaf:
    """Return a type for one of a few words that have no translations."""

    def read(node: Scalar, key: str, context: Context) -> str | None:
        word = fold(node.text)
        if word in known:
            return word
        hint = did_you_mean(nearest(node.text, known), "Write one of these words.")
        _unknown(node, f"`{key}` is {' or '.join(known)}", hint, context)
        return None

    return Leaf(read, {"enum": [*known]})


def _pattern(vocabulary: Vocabulary[Any]) -> str:
    """Return a regular expression for the words of a vocabulary in each of their spellings."""

    def spelled(word: str) -> str:
        return "".join(
            "[ _-]+"
            if char in " _-"
            else f"[{''.join(sorted({char, char.upper(), fold(char), fold(char).upper()}))}]"
            if char.isalpha()
            else char
            for char in word
        )

    return "|".join(map(spelled, vocabulary.spellings))


def _words(vocabulary: Vocabulary[Any]) -> dict[str, Any]:
    """Return what editors are told: words to offer, and all that is understood."""
    pattern = f"^\\s*(?:{_pattern(vocabulary)})\\s*$"
    return {"anyOf": [{"enum": [*vocabulary.names]}, {"type": "string", "pattern": pattern}]}


def _flag(node: Scalar, key: str, context: Context) -> bool | None:
    return _true_or_false(node, f"`{key}` is true or false", context)


def _true_or_false(node: Scalar, rule: str, context: Context) -> bool | None:
    word = fold(node.text)
    if word in {"true", "false"}:
        return word == "true"
    near = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(word)
    hint = did_you_mean(near, "Write `true`, or delete the key.")
    _unknown(node, rule, hint, context)
    return None


def _word(
    vocabulary: Vocabulary[T], code: str, what: str
) -> Callable[[Scalar, str, Context], T | None]:
    def read(node: Scalar, _: str, context: Context) -> T | None:
        found = vocabulary.find(node.text)
        if found is None:
            message = f"`{node.shown}` is not {what}"
            context.problems.error(code, message, node.span, vocabulary.hint(node.text))
        return found

    return read


def _kind(node: Scalar, key: str, context: Context) -> Kind | str | None:
    if fold(node.text) == "maintenance":
        context.problems.error(
            "unknown-kind",
            "Maintenance is no kind of harm",
            node.span,
            "A file is maintenance by its window: `scheduled: {from: …, until: …}`.",
        )
        return None
    return _word(KINDS_AND_NOTICE, "unknown-kind", "a kind of incident")(node, key, context)


def _pin(node: Scalar, key: str, context: Context) -> bool | datetime | None:
    if re.match(r"\d", node.text.strip()):
        return read_moment(node, key, context)
    return _true_or_false(node, f"`{key}` is true, or a day", context)


def _postmortem(node: Scalar, key: str, context: Context) -> Decision | date | None:
    if re.match(r"\d", node.text.strip()):
        return read_day(node, key, context)
    words = [str(decision) for decision in Decision]
    if (word := fold(node.text)) in words:
        return Decision(word)
    hint = did_you_mean(nearest(node.text, words), "A date says when it will be published.")
    _unknown(node, f"`{key}` is required, not_needed or a date", hint, context)
    return None


def _unknown(node: Scalar, rule: str, hint: str, context: Context) -> None:
    message = f"`{node.shown}` is not understood: {rule}"
    context.problems.error("unknown-word", message, node.span, hint)


Flag = Annotated[bool, Leaf(_flag, {"type": "boolean"})]
IMPACT_SCHEMA = _words(IMPACTS)
"""What editors are told of an impact."""

ImpactWord = Annotated[Impact, Leaf(_word(IMPACTS, "unknown-impact", "an impact"), IMPACT_SCHEMA)]
StateWord = Annotated[
    ComponentState,
    Leaf(
        _word(COMPONENT_STATES, "unknown-state", "a state of a component"),
        _words(COMPONENT_STATES),
    ),
]
HarmWord = Annotated[Kind, Leaf(_word(KINDS, "unknown-kind", "a kind of harm"), _words(KINDS))]
KindWord = Annotated[Kind | str, Leaf(_kind, _words(KINDS_AND_NOTICE))]
Pin = Annotated[
    bool | datetime,
    Leaf(
        _pin,
        {"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}"}]},
    ),
]
PostmortemWord = Annotated[
    Decision | date,
    Leaf(
        _postmortem,
        {"anyOf": [{"enum": [*Decision]}, {"type": "string", "pattern": DAY_FORM}]},
    ),
]
