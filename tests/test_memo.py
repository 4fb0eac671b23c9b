from __future__ import annotations

from dataclasses import dataclass

from statusgen.memo import call, with_fields


@dataclass(frozen=True)
class Value:
    name: str
    parts: tuple[str, ...] = ()


def test_the_default_memo_remembers_nothing() -> None:
    assert call(max, 1, 2) == 2


def test_unchanged_fields_return_the_same_object() -> None:
    value = Value("a", ("b",))
    assert with_fields(value, name="a", parts=(*"b",)) is value
    assert with_fields(value, name="c") == Value("c", ("b",))
