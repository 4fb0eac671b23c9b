"""The types of values that are one of a few words.

The words themselves, in every language, stand in ``words``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from statusgen.model import ComponentState, Decision, Impact, Kind
from statusgen.notation.words import (
    COMPONENT_STATES,
    IMPACTS,
    KINDS,
    KINDS_AND_NOTICE,
    Vocabulary,
    fold,
)
from statusgen.problems import did_you_mean, nearest
from statusgen.schema.fields import DAY_FORM, Context, Leaf, read_day, read_moment
from statusgen.source.nodes import Scalar

__all__ = [
    "IMPACT_SCHEMA",
    "Flag",
    "HarmWord",
    "ImpactWord",
    "KindWord",
    "Pin",
    "PostmortemWord",
    "StateWord",
    "one_of",
]

T = TypeVar("T")


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
