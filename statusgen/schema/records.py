"""Records: sets of keys, read from YAML so that each mistake stands at its own node.

An unknown key is reported at the key, a missing one at its parent, entries of
lists and dictionaries one by one. All of it is reported here and in ``fields``;
pydantic is the machine that goes through the types.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping as Dictionary
from itertools import pairwise
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from statusgen.notation.times import is_zone, parse_zone
from statusgen.notation.words import fold
from statusgen.problems import Problems, did_you_mean, nearest
from statusgen.schema.fields import Context, refuse, report_shape
from statusgen.source.text import Broken, Mapping, Node, Scalar, Sequence

M = TypeVar("M", bound="KeyedRecord")


def _title(model: type) -> str:
    """Return what editors call a record: ``ScheduledRecord`` is "Scheduled"."""
    return re.sub(r"(?:Record|Front|File)$", "", model.__name__)


class KeyedRecord(BaseModel):
    """What a set of keys is read into. A field is named like its key, or has it as alias."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=True,
        defer_build=True,  # many records are part of another, and no project needs them all
        model_title_generator=_title,
    )

    @model_validator(mode="wrap")
    @classmethod
    def _from_node(
        cls, node: Node, read: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        context: Context = info.context  # type: ignore[assignment]
        if not isinstance(node, Mapping):
            report_shape(node, "keys with values", context.problems)
            raise refuse()
        record = read(_by_key(cls, node, context.problems))
        record.check(node, context)
        return record

    def check(self, node: Mapping, context: Context) -> None:
        """Report what keys say only together. For records to override."""


def descriptions(model: type[KeyedRecord]) -> dict[str, str]:
    """Return, by field, what stands below it in the source.

    Parsing the source of all records takes longer than reading a project, so it is done for
    those who show it.
    """
    (record,) = ast.parse(inspect.getsource(model)).body
    found = {}
    for pair in pairwise(ast.iter_child_nodes(record)):
        match pair:
            case (
                ast.AnnAssign(target=ast.Name(id=field)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[field] = inspect.cleandoc(text)
    return found


def read_front(model: type[M], front: Mapping, problems: Problems, *, zone: str) -> M | None:
    """Read keys and values; ``None`` where anything is wrong with them, and problems say what.

    ``zone`` is the default of times; a ``timezone`` among the keys goes before it.
    """
    found = Problems()
    try:
        record = model.model_validate(
            front, context=Context(zone=zone_of(front, zone), problems=found)
        )
    except ValidationError:
        record = None
    problems.extend(found)
    return None if found.errors else record


def salvage(model: type[KeyedRecord], front: Mapping, *, zone: str) -> Dictionary[str, Any]:
    """Return, by field, what can be read where the whole cannot; reports nothing again."""
    context = Context(zone=zone_of(front, zone), problems=Problems())
    nodes = _by_key(model, front, context.problems)
    values = {}
    for name, field in model.model_fields.items():
        node = nodes.get(field.alias or name)
        if node is None or isinstance(node, Broken):
            continue
        kind: Any = (
            Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        )
        try:
            values[name] = TypeAdapter(kind).validate_python(node, context=context)
        except ValidationError:
            continue
    return values


def zone_of(front: Mapping | None, default: str) -> str:
    """Return the time zone of a file: its own if it names one, else the site's."""
    node = front.get("timezone") if front else None
    if not isinstance(node, Scalar):
        return default
    name = parse_zone(node.text, node.span, Problems(), default="")
    return name if name and is_zone(name) else default


def _by_key(model: type[KeyedRecord], node: Mapping, problems: Problems) -> dict[str, Node]:
    """Return the nodes by the keys of the model; report what is unknown, double or missing."""
    keys = {field.alias or name: name for name, field in model.model_fields.items()}
    nodes: dict[str, Node] = {}
    meant = set()
    for written, value in node.entries:
        key = fold(written.text)
        if key in nodes:
            message = f"`{written.shown}` is given twice"
            hint = "Case, hyphens, underscores and blanks in keys do not count; keep one of them."
            problems.error("duplicate-key", message, written.span, hint)
        elif key in keys:
            nodes[key] = value
        else:
            near = nearest(written.text, keys)
            meant.add(near)
            known = ", ".join(f"`{name}`" for name in keys)
            hint = did_you_mean(near, f"Known are {known}.")
            message = f"`{written.shown}` is not a known key"
            problems.error("unknown-key", message, written.span, hint)
    for key, name in keys.items():
        if model.model_fields[name].is_required() and key not in nodes and key not in meant:
            what = descriptions(model)[name].partition("\n")[0].rstrip(".")
            hint = f"Add `{key}: …` ({what[:1].lower()}{what[1:]})."
            problems.error("missing-key", f"`{key}` is missing", node.span, hint)
    return nodes


def _items(node: Node, info: ValidationInfo) -> list[Node]:
    if not isinstance(node, Sequence):
        report_shape(node, "a list", info.context.problems)  # type: ignore[union-attr]
        raise refuse()
    return list(node.items)


def _entries(
    node: Node, read: ValidatorFunctionWrapHandler, info: ValidationInfo
) -> dict[Any, Any]:
    problems: Problems = info.context.problems  # type: ignore[union-attr]
    if not isinstance(node, Mapping):
        report_shape(node, "keys with values", problems)
        raise refuse()
    values: dict[Any, Any] = read(dict(node.entries))
    if len(values) < len(node.entries):
        message, hint = "Two of these keys mean the same", "Keep one of them."
        problems.error("duplicate-key", message, node.span, hint)
    return values


ITEMS = BeforeValidator(_items)
"""``Annotated[tuple[T, ...], ITEMS]``: a list."""

ENTRIES = WrapValidator(_entries)
"""``Annotated[dict[K, V], ENTRIES]``: keys that the author chooses, with values of one type."""


class OneOrMany:
    """``Annotated[tuple[T, ...], OneOrMany()]``: one value, or a list of them."""

    def __get_pydantic_core_schema__(
        self, source: type, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Make a list of whatever is there."""

        def listed(node: Node) -> list[Node]:
            return list(node.items) if isinstance(node, Sequence) else [node]

        return core_schema.no_info_before_validator_function(listed, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say both in the schema."""
        many = handler(core)
        return {"anyOf": [many["items"], many]}
