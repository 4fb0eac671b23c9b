"""Records: sets of keys, read from YAML with the place of each mistake.

Keys are matched here, in any spelling. Pydantic reads the values; its errors hold
the node that is wrong, and are put in our words here.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping as Dictionary
from contextlib import suppress
from itertools import pairwise
from typing import Any, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import ErrorDetails

from statusgen.notation.words import fold
from statusgen.problems import InvalidValueError, Problem, Problems, did_you_mean, nearest
from statusgen.schema.fields import Context, parse_timezone
from statusgen.source.text import Broken, Mapping, Node, Scalar, Sequence

M = TypeVar("M", bound="KeyedRecord")

_KEYS = "keys with values", "Write `key: value` on indented lines, or `{key: value}`."
_EXPECTED = {
    "is_instance_of": ("one value", "Write it after the key: `key: value`."),
    "tuple_type": (
        "a list",
        "Write `[one, two]`, or each entry on its own line after `- `.",
    ),
    "dict_type": _KEYS,
    "model_type": _KEYS,
}
"""The error types of pydantic for a wrong shape, with what was expected and the hint."""

_FOUND = {Scalar: "one value", Sequence: "a list", Mapping: "keys with values"}


def _title(model: type) -> str:
    """Return the title of a record for editors: ``ScheduledRecord`` is "Scheduled"."""
    return re.sub(r"(?:Record|Front|File)$", "", model.__name__)


class KeyedRecord(BaseModel):
    """The values of a set of keys. A field has the name of its key, or has the key as alias."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=True,
        defer_build=True,  # no project needs all records
        model_title_generator=_title,
    )

    @model_validator(mode="wrap")
    @classmethod
    def _from_node(
        cls, node: Node, read: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        if not isinstance(node, Mapping):
            return read(node)  # it fails
        context: Context = info.context  # type: ignore[assignment] # read_front passes one
        record = read(_by_key(cls, node, context.problems))
        record.check(node, context)
        return record

    def check(self, node: Mapping, context: Context) -> None:
        """Report mistakes that involve several keys. Records override it."""


def descriptions(model: type[KeyedRecord]) -> dict[str, str]:
    """Return the description of each key: the docstring below its field.

    Parsing the source of all records takes longer than reading a project, so this is only
    done when a description is shown.
    """
    found = {}
    for base in reversed([base for base in model.mro() if issubclass(base, KeyedRecord)]):
        for pair in pairwise(ast.walk(ast.parse(inspect.getsource(base)).body[0])):
            match pair:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ) if field := model.model_fields.get(name):
                    found[field.alias or name] = inspect.cleandoc(text)
    return found


def read_front(model: type[M], front: Mapping, problems: Problems, *, zone: str) -> M | None:
    """Read keys and values; return ``None`` and add problems if anything is wrong.

    ``zone`` is the default time zone, unless the keys have a ``timezone``.
    """
    found = Problems()
    context = Context(zone=zone_of(front, zone), problems=found)
    record = None
    try:
        record = model.model_validate(front, context=context)
    except ValidationError as error:
        found.extend(filter(None, map(_problem, error.errors(include_url=False))))
    problems.extend(found)
    return None if found.errors else record


def _problem(error: ErrorDetails) -> Problem | None:
    """Return an error of pydantic in our words, unless it is already reported."""
    node: Node = error["input"]
    reason = error.get("ctx", {}).get("error")
    if isinstance(node, Broken) or error["type"] not in {*_EXPECTED, "value_error"}:
        return None
    if not isinstance(reason, InvalidValueError):
        expected, hint = _EXPECTED[error["type"]]
        message = f"Expected {expected}, not {_FOUND[type(node)]}"
        reason = InvalidValueError(code="wrong-shape", message=message, hint=hint)
    return reason.at(node.span)


def salvage(model: type[KeyedRecord], front: Mapping, *, zone: str) -> Dictionary[str, Any]:
    """Return the values, by field, that can be read although others cannot; report nothing."""
    context = Context(zone=zone_of(front, zone), problems=Problems())
    nodes = _by_key(model, front, context.problems)
    values = {}
    for name, field in model.model_fields.items():
        if node := nodes.get(field.alias or name):
            with suppress(ValidationError):
                kind = TypeAdapter(field.rebuild_annotation())
                values[name] = kind.validate_python(node, context=context)
    return values


def zone_of(front: Mapping | None, default: str) -> str:
    """Return the time zone of a file, or the default."""
    node = front.get("timezone") if front else None
    if not isinstance(node, Scalar):
        return default
    return Problems().attempt(node.span, parse_timezone, node.text) or default


def _by_key(model: type[KeyedRecord], node: Mapping, problems: Problems) -> dict[str, Node]:
    """Return the nodes by key; report keys that are unknown, duplicate or missing."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    missing = {key for key, field in fields.items() if field.is_required()}
    nodes: dict[str, Node] = {}
    for written, value in node.entries:
        key = fold(written.text)
        if key in nodes:
            message = f"`{written.shown}` appears twice"
            hint = "Keep one of them. Case, hyphens, underscores and spaces do not matter."
            problems.error("duplicate-key", message, written.span, hint)
        elif key in fields:
            nodes[key] = value
        else:
            near = nearest(written.text, fields)
            missing.discard(near or "")
            hint = did_you_mean(
                near, f"Choose one of: {', '.join(f'`{name}`' for name in fields)}."
            )
            message = f"`{written.shown}` is not a known key"
            problems.error("unknown-key", message, written.span, hint + written.span.lookalike)
    for key in missing - nodes.keys():
        what = descriptions(model)[key].partition("\n")[0].rstrip(".")
        hint = f"Add `{key}: …` ({what[:1].lower()}{what[1:]})."
        problems.error("missing-key", f"`{key}` is required", node.span, hint)
    return nodes


def _entries(node: Node, read: ValidatorFunctionWrapHandler) -> dict[Any, Any]:
    values: dict[Any, Any] = read(dict(node.entries) if isinstance(node, Mapping) else node)
    if isinstance(node, Mapping) and len(values) < len(node.entries):
        raise InvalidValueError(
            code="duplicate-key",
            message="Two of these keys mean the same thing",
            hint="Keep one of them.",
        )
    return values


ENTRIES = WrapValidator(_entries)
"""``Annotated[dict[K, V], ENTRIES]``: keys chosen by the author, with values of one type."""


def one_or_many(kind: Any) -> BeforeValidator:  # noqa: ANN401 - a type, or an annotated one
    """Return metadata for a tuple that may be written as one value or as a list."""
    return BeforeValidator(_listed, json_schema_input_type=kind | tuple[kind, ...])


def _listed(node: Node) -> Node | list[Node]:
    return node if isinstance(node, Sequence) else [node]
